// Plots time over size on logarithmic axes, with a dashed line for time that is proportional to size.

const WIDTH = 520;
const HEIGHT = 320;
const MARGIN = 50;

/** An SVG of the measured points, with a dashed line of proportional growth through the last point. Empty without points. */
export function plotLinear(points: readonly { readonly megabytes: number; readonly seconds: number }[]): string {
  const last = points.at(-1);
  if (last === undefined) return '';
  const xs = points.map(({ megabytes }) => Math.log10(megabytes));
  const ys = points.map(({ seconds }) => Math.log10(seconds));
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const bottom = Math.floor(Math.min(...ys, Math.log10(last.seconds) - (right - left)));
  const top = Math.ceil(Math.max(...ys));
  const x = (value: number): number => MARGIN + ((value - left) / (right - left)) * (WIDTH - 2 * MARGIN);
  const y = (value: number): number => HEIGHT - MARGIN - ((value - bottom) / (top - bottom)) * (HEIGHT - 2 * MARGIN);
  const text = (at: number, up: number, what: string, anchor = 'middle'): string =>
    `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}" text-anchor="${anchor}">${what}</text>`;
  const decades = Array.from({ length: top - bottom + 1 }, (_, i) => bottom + i);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
${decades.map((at) => `<path d="M${MARGIN} ${y(at).toFixed(1)}H${WIDTH - MARGIN}" stroke="#ddd"/>${text(MARGIN - 6, y(at) + 4, `${10 ** at} s`, 'end')}`).join('\n')}
${points.map(({ megabytes }, i) => text(x(xs[i] ?? 0), HEIGHT - MARGIN + 18, `${megabytes} MB`)).join('\n')}
<path d="M${x(left).toFixed(1)} ${y(Math.log10(last.seconds) - (right - left)).toFixed(1)}L${x(right).toFixed(1)} ${y(Math.log10(last.seconds)).toFixed(1)}" stroke="#999" stroke-dasharray="4 3"/>
<polyline fill="none" stroke="#1f77b4" stroke-width="2" points="${xs.map((value, i) => `${x(value).toFixed(1)},${y(ys[i] ?? 0).toFixed(1)}`).join(' ')}"/>
${xs.map((value, i) => `<circle cx="${x(value).toFixed(1)}" cy="${y(ys[i] ?? 0).toFixed(1)}" r="3" fill="#1f77b4"/>`).join('\n')}
${text(WIDTH / 2, 20, 'logscan: time over size (dashed: proportional to the largest)')}
</svg>
`;
}
