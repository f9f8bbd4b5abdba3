/** Below it the asymptotic series are reached by their recurrences; above it eight digits more than needed. */
const ASYMPTOTIC_FROM = 20;

/** log Γ(x) for x > 0 (Stirling's series; relative error below 1e-14). */
export function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < ASYMPTOTIC_FROM; at += 1) shift += Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift;
}

/** ψ(x) = d log Γ(x) / dx for x > 0 (asymptotic series). */
export function digamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < ASYMPTOTIC_FROM; at += 1) shift += 1 / at;
  const inverse = 1 / (at * at);
  const series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse / 240)));
  return Math.log(at) - 1 / (2 * at) - series - shift;
}
