// a page with a pending long poll was closed.
import type { Cause } from './cause.ts';

/** a page with a pending long poll was closed. */
export const longPollClosed: Cause = {
  id: 'long-poll-closed',
  shapes: ['abort'],
  title: 'a page with a pending long poll was closed',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit) {

    const { request } = hit;
    const isPoll = /(?:long-?poll|\bpoll(?:ing)?\b|socket\.io|sockjs|signalr|comet|eventsource|\/events?\b|\/stream\b|subscribe|notifications?\/listen|bosh|http-bind|websocket|\bws\b)/i.test(request.path);
    if (!isPoll || hit.agent.kind === 'crawler') return undefined;
    const earlier = hit.before.filter((near) => near.request.path === request.path && near.entry.status < 400).length;
    return { confidence: earlier > 0 ? 'certain' : 'likely', facts: { answered_before: earlier } };
  },
};
