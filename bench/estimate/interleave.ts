import { quantile } from '../../src/estimation/quantile.js';
import type { Contender } from './contender.type.js';

/** Milliseconds a contender took for its work once, over the rounds. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Rounds {
  readonly rounds: number;
  /** A contender's work is repeated within a round until about this time has passed. */
  readonly millisecondsEach: number;
}

/**
 * Times contenders in turns, so that what else happens on the machine meets all of them; each round begins with
 * another one. A first, untimed turn says how often the work fits into a round and lets code be compiled.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, millisecondsEach }: Rounds,
): Promise<Timing[]> {
  const times: number[] = [];
  for (const contender of contenders) times.push(await timesIn(contender, millisecondsEach));
  const measured = contenders.map(() => [] as number[]);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const at = (round + turn) % contenders.length;
      measured[at]!.push((await contenders[at]!.run(times[at]!)) / times[at]!);
    }
  }
  return contenders.map(({ name }, at) => {
    const sorted = Float64Array.from(measured[at]!).sort();
    return { name, median: quantile(sorted, 0.5), least: sorted[0]!, most: sorted.at(-1)! };
  });
}

async function timesIn(contender: Contender, milliseconds: number): Promise<number> {
  let times = 1;
  for (;;) {
    const took = await contender.run(times);
    if (took >= milliseconds / 3) return Math.max(1, Math.round((times * milliseconds) / took));
    times *= 2;
  }
}

/** How often the second fits into the first; null where either was not measured. */
export function ratio(timings: readonly Timing[], slower: string, faster: string): number | null {
  const [slow, fast] = [slower, faster].map((name) => timings.find((one) => one.name === name)?.median);
  return slow === undefined || fast === undefined ? null : slow / fast;
}
