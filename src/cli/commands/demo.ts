import { join } from 'node:path';
import type { Command } from 'commander';
import { importDataset } from '../../actions/import-dataset.js';
import { packageRoot } from '../../database/package-root.js';
import { estimateToTheEnd } from '../estimate-and-report.js';
import { jsonOption, portOption, subcommand } from '../options.js';
import { outputWidth, printJson, printResult, say } from '../output.js';
import { runReport } from '../run-report.js';
import { serving } from '../serving.js';
import { untilAborted, withWorkspace, type CommonOptions } from '../with-workspace.js';

interface DemoOptions extends CommonOptions {
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
    .addOption(jsonOption())
    .action((options: DemoOptions) =>
      withWorkspace(options, async (workspace, signal) => {
        const work = async (hasWorker: boolean): Promise<void> => {
          const path = join(packageRoot(), 'examples', 'penguins.csv');
          const { dataset } = await importDataset(workspace, { path, ...PENGUINS });
          say(
            `Palmer penguins: ${dataset.sampleCount} birds of ${dataset.classes.length} species; ` +
              `${dataset.droppedRows} rows with missing values were left out.`,
          );
          const document = await estimateToTheEnd(
            workspace,
            { dataset: dataset.id },
            'nats',
            signal,
            hasWorker,
          );
          if (options.json) printJson(document);
          else printResult(runReport(document, 'lsmi', outputWidth()));
        };
        if (options.exit) return work(false);
        // The server comes first: a taken port is better known before the work than after it.
        await serving(workspace, { host: '127.0.0.1', port: options.port, workers: 1 }, async (url) => {
          await work(true);
          say(`\nGraphQL at ${url}/graphql, GraphiQL at ${url} (open it in a browser). Ctrl-C ends.`);
          await untilAborted(signal);
        });
      }),
    );
}
