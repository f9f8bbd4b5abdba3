import { join } from 'node:path';
import type { Command } from 'commander';
import type { StepThreads } from '../../../jobs/step-threads.js';
import { importDataset } from '../../actions/import-dataset.js';
import type { Workspace } from '../../actions/workspace.js';
import { packageRoot } from '../../database/package-root.js';
import { estimateToTheEnd } from '../estimate-and-report.js';
import { engineOption, jsonOption, portOption, subcommand } from '../options.js';
import { outputWidth, printJson, printResult, say } from '../output.js';
import { runReport } from '../run-report.js';
import { serving } from '../serving.js';
import { withStepThreads, type EngineOptions } from '../with-step-threads.js';
import { untilAborted, withWorkspace, type CommonOptions, type Interrupt } from '../with-workspace.js';

interface DemoOptions extends CommonOptions, EngineOptions {
  readonly exit?: boolean;
  readonly port: number;
  readonly json?: boolean;
}

const PENGUINS = {
  name: 'penguins',
  selection: {
    modalities: [
      { name: 'bill', array: 'bill_length_mm,bill_depth_mm' },
      { name: 'body', array: 'flipper_length_mm,body_mass_g' },
    ],
    label: 'species',
    missing: 'drop',
  },
} as const;

export function addDemo(program: Command): void {
  subcommand(program, 'demo', 'estimate the interactions of real data, then serve them')
    .option('--exit', 'end after the table instead of serving')
    .addOption(portOption())
    .addOption(engineOption())
    .addOption(jsonOption())
    .action((options: DemoOptions) =>
      withStepThreads(options, (threads) => {
        void threads.warmUp(); // while the database starts
        return withWorkspace(options, async (workspace, interrupt) => {
          if (options.exit) return estimatePenguins(workspace, options, interrupt, threads);
          // The server comes first: a taken port is better known before the work than after it.
          const serve = { host: '127.0.0.1', port: options.port, threads };
          await serving(workspace, serve, interrupt.hurry, async (url) => {
            await estimatePenguins(workspace, options, interrupt, null);
            say(`\nGraphQL at ${url}/graphql, GraphiQL at ${url} (open it in a browser). Ctrl-C ends.`);
            await untilAborted(interrupt.signal);
          });
        });
      }),
    );
}

/** @param threads to estimate on; null when this process works on the queue already */
async function estimatePenguins(
  workspace: Workspace,
  { json }: DemoOptions,
  interrupt: Interrupt,
  threads: StepThreads | null,
): Promise<void> {
  const path = join(packageRoot(), 'examples', 'penguins.csv');
  const { dataset } = await importDataset(workspace, { path, ...PENGUINS });
  say(
    `Palmer penguins: ${dataset.sampleCount} birds of ${dataset.classes.length} species; ` +
      `${dataset.droppedRows} rows with missing values were left out.`,
  );
  const document = await estimateToTheEnd(
    workspace,
    { dataset: dataset.id },
    { unit: 'nats', interrupt, threads },
  );
  if (json) printJson(document);
  else printResult(runReport(document, 'lsmi', outputWidth()));
}
