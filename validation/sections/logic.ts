import type { MeanComponents } from '../../src/estimation/adjustment.js';
import { applyAdjustment } from '../../src/estimation/adjustment.js';
import { evidence } from '../../src/estimation/decomposition.js';
import { presets } from '../../src/estimation/presets.js';
import { logicDataset } from '../data/logic-dataset.js';
import { logicTasks, type Outcome } from '../data/logic-tasks.js';
import { exactPrimitives } from '../data/logic-truth.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { atMost, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { mean } from '../statistics.js';
import { blocks, digits, table } from '../tables.js';

type Decompositions = Readonly<Record<'raw' | 'adjusted' | 'evidence', MeanComponents>>;

interface Figures {
  readonly samples: number;
  readonly tasks: readonly {
    readonly name: string;
    readonly truth: Decompositions;
    /** One a seed. */
    readonly ours: readonly Decompositions[];
  }[];
}

const TOLERANCE = 0.002;

async function run(context: ValidationContext): Promise<Figures> {
  const samples = context.size === 'tiny' ? 400 : 20_000;
  const tasks: Figures['tasks'][number][] = [];
  for (const [name, { outcomes, raw, adjusted }] of Object.entries(logicTasks)) {
    const ours = await overSeeds(seedsOf(context), async (seed) => {
      const dataset = logicDataset(outcomes, samples, seed);
      const { aggregates } = await estimatePlanted(context.threads, dataset, presets['accurate']!, seed);
      const { overall, adjustment } = aggregates;
      const found = upperCase(overall.means!);
      return {
        raw: found,
        adjusted: applyAdjustment(found, adjustment.offset),
        evidence: upperCase(overall.evidence!),
      };
    });
    tasks.push({ name, truth: { raw, adjusted, evidence: exactEvidence(outcomes) }, ours });
    context.progress(name);
  }
  return { samples, tasks };
}

type Parts = Readonly<Record<'r' | 'u1' | 'u2' | 's', number>>;

function upperCase({ r, u1, u2, s }: Parts): MeanComponents {
  return { R: r, U1: u1, U2: u2, S: s };
}

function exactEvidence(outcomes: readonly Outcome[]): MeanComponents {
  const parts = exactPrimitives(outcomes).map(evidence);
  const meanOfPart = (name: keyof Parts): number => mean(parts.map((part) => part[name]));
  return { R: meanOfPart('r'), U1: meanOfPart('u1'), U2: meanOfPart('u2'), S: meanOfPart('s') };
}

const KINDS = ['raw', 'adjusted', 'evidence'] as const;
const COMPONENTS = ['R', 'U1', 'U2', 'S'] as const;

/** Of any component and any seed. */
function largestError({ truth, ours }: Figures['tasks'][number], kind: (typeof KINDS)[number]): number {
  const errors = ours.flatMap((one) =>
    COMPONENTS.map((name) => Math.abs(one[kind][name] - truth[kind][name])),
  );
  return Math.max(...errors);
}

function requirements({ tasks }: Figures): readonly Requirement[] {
  return KINDS.map((kind) =>
    atMost(
      `largest error of a mean, ${kind}`,
      Math.max(...tasks.map((task) => largestError(task, kind))),
      TOLERANCE,
      4,
    ),
  );
}

function render({ samples, tasks }: Figures): string {
  const four = (means: MeanComponents): string => COMPONENTS.map((name) => digits(means[name], 4)).join(', ');
  const rows = tasks.flatMap((task) =>
    KINDS.map((kind) => {
      const error = largestError(task, kind);
      const average = Object.fromEntries(
        COMPONENTS.map((name) => [name, mean(task.ours.map((one) => one[kind][name]))]),
      ) as unknown as MeanComponents;
      return [
        `${task.name}, ${kind}`,
        four(task.truth[kind]),
        four(average),
        digits(error, 5),
        verdict(atMost('', error, TOLERANCE)),
      ];
    }),
  );
  return blocks(
    `Logic tasks on fair bits, balanced, N = ${samples}; XOR+NOT tags each sample with its task in y. Required: no
component of any seed further than ${TOLERANCE} from the truth, raw, adjusted and by \`evidence\`. The method's paper
reports errors up to .011 on tasks of this kind for its own program, up to .090 for PID-Batch and .009 for PID-CVX.`,
    table(['task', 'truth R, U1, U2, S', 'ours', 'largest error', ''], rows),
  );
}

export const logic = defineSection<Figures>({
  name: 'logic',
  title: 'Logic tasks',
  run,
  render,
  requirements,
});
