import type { Command } from 'commander';
import { datasetsById } from '../../store/datasets.js';
import { newestRuns } from '../../store/newest-first.js';
import { jsonOption, subcommand, wholeNumber } from '../options.js';
import { alignColumns, printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface RunsOptions extends CommonOptions {
  readonly limit: number;
  readonly json?: boolean;
}

export function addRuns(program: Command): void {
  subcommand(program, 'runs', 'list runs, the newest first')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1000), 50)
    .addOption(jsonOption())
    .action((options: RunsOptions) =>
      withWorkspace(options, async ({ store }) => {
        const { rows } = await newestRuns(store, null, options.limit, null);
        const datasets = await datasetsById(
          store,
          rows.map(({ datasetId }) => datasetId),
        );
        const runs = rows.map((run, index) => {
          const dataset = datasets[index];
          const modality = (position: number): string => dataset?.modalities[position]?.name ?? '?';
          return {
            id: run.id,
            dataset: dataset?.name ?? '?',
            modalities: [modality(run.firstModality), modality(run.secondModality)],
            preset: run.preset,
            seed: run.seed,
            status: run.status,
            progress: run.progress,
            createdAt: run.createdAt.toISOString(),
          };
        });
        if (options.json) {
          printJson({ runs });
          return;
        }
        if (runs.length === 0) {
          printResult('There are no runs yet. Start one with: interlens estimate');
          return;
        }
        printResult(
          alignColumns(
            [
              ['run', 'dataset', 'modalities', 'preset', 'seed', 'status', 'created', 'done'],
              ...runs.map((run) => [
                run.id,
                run.dataset,
                run.modalities.join(','),
                run.preset,
                String(run.seed),
                run.status.toLowerCase(),
                run.createdAt.slice(0, 19).replace('T', ' '),
                `${(100 * run.progress).toFixed(0)}%`,
              ]),
            ],
            7,
          ),
        );
      }),
    );
}
