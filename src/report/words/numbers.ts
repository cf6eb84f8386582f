// Numbers as text for people.

/** `5,579`. */
export function wholeNumber(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `73 %`, `1.2 %`, `< 0.1 %`. Only 0 becomes 0 %, and only 1 becomes 100 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share > 0.99 && share < 1) return `${Math.floor(share * 1000) / 10} %`;
  return `${share === 0 || share >= 0.0995 ? Math.round(share * 100) : (share * 100).toFixed(1)} %`;
}

/** A percentage without a fraction: `73 %`, `1 %`, `< 1 %`. */
export function wholePercent(share: number): string {
  if (share > 0 && share < 0.005) return '< 1 %';
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}

/** `1 client`, `2 clients`, `1,204 clients`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${wholeNumber(count)} ${count === 1 ? one : many}`;
}
