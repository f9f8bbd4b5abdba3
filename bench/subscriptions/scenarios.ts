import type { Scenario } from './measure-fan-out.js';

/**
 * @param tiny a few subscribers and seconds, to try the benchmark out
 * @param longest seconds a scenario takes at most
 */
export function scenarios(tiny: boolean, longest: number): readonly Scenario[] {
  const interlens = { server: 'interlens', subscribers: tiny ? 20 : 500 } as const;
  const seconds = (full: number): number => Math.min(full, tiny ? 6 : longest);
  return [
    { ...interlens, name: 'floor', server: 'floor', perSecond: 20, seconds: seconds(30) },
    { ...interlens, name: 'floor-fast', server: 'floor', perSecond: 200, seconds: seconds(10) },
    { ...interlens, name: 'steady', perSecond: 20, seconds: seconds(300) },
    { ...interlens, name: 'fast', perSecond: 200, seconds: seconds(10) },
    { ...interlens, name: 'stalled', perSecond: 20, seconds: seconds(60), stalled: true },
    { ...interlens, name: 'outage', perSecond: 20, seconds: seconds(30), outage: tiny ? 3 : 10 },
  ];
}
