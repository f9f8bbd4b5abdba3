import { defineSection } from '../../../validation/define-section.js';
import { atMost, type Requirement } from '../../../validation/requirement.js';
import { blocks, digits, table } from '../../../validation/tables.js';
import type { BenchContext } from '../bench-section.type.js';
import type { PairSize } from '../data/informative-pair.js';
import { measureResponsiveness, type Phase } from '../runs/measure-responsiveness.js';

interface Figures {
  readonly uploaded: PairSize;
  readonly estimated: PairSize;
  readonly phases: readonly Phase[];
}

/** Twenty megabytes of text. */
const UPLOADED: PairSize = { samples: 50_000, dimension: 32, classes: 10 };
const ESTIMATED: PairSize = { samples: 100_000, dimension: 128, classes: 10 };
const TINY: PairSize = { samples: 300, dimension: 4, classes: 3 };
const MOST_MS = 50;

async function run({ size, folder, progress }: BenchContext): Promise<Figures> {
  const [uploaded, estimated] = size === 'tiny' ? [TINY, TINY] : [UPLOADED, ESTIMATED];
  const phases = await measureResponsiveness({ folder, uploaded, estimated, config: {} });
  for (const { what, seconds } of phases) progress(`${what}: ${digits(seconds, 1)} s`);
  return { uploaded, estimated, phases };
}

function requirements({ phases }: Figures): readonly Requirement[] {
  return phases.map(({ what, loop }) =>
    atMost(`milliseconds the event loop was held up, ${what}`, loop.busiest ?? loop.longest, MOST_MS, 0),
  );
}

function render({ uploaded, estimated, phases }: Figures): string {
  const sizeOf = ({ samples, dimension }: PairSize): string =>
    `N = ${samples.toLocaleString('en')}, d = 2 × ${dimension}`;
  return blocks(
    `\`interlens serve\` with a worker in the same process takes a CSV file over GraphQL (*upload*: ${sizeOf(uploaded)}), then a run of
the preset \`fast\` (${sizeOf(estimated)}), while another client asks for a page of samples and the means of classes, fifty times a second at most.
*Held up*: the longest stretch between two turns of the event loop of the process's main thread, in processor time of
that thread, and by the clock. Before, each thing was done once on little data: compiling code and query plans counts for
nothing here.`,
    table(
      [
        'phase',
        'seconds',
        'held up, ms',
        'by the clock, ms',
        'answers',
        'median, ms',
        '99%, ms',
        'slowest, ms',
      ],
      phases.map(({ what, seconds, loop, answers }) => [
        what,
        digits(seconds, 1),
        digits(loop.busiest, 0),
        digits(loop.longest, 0),
        String(answers.count),
        digits(answers.median, 1),
        digits(answers.p99, 1),
        digits(answers.most, 1),
      ]),
    ),
  );
}

export const responsiveness = defineSection<Figures, BenchContext>({
  name: 'responsiveness',
  title: 'Answers during a run',
  run,
  render,
  requirements,
});
