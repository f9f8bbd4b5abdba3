import type { Command } from 'commander';
import { prune } from '../../actions/prune.js';
import { jsonOption, subcommand, wholeNumber } from '../options.js';
import { printJson, printResult } from '../output.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';

interface PruneOptions extends CommonOptions {
  readonly events: number;
  readonly results: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const LONGEST_DAYS = 36_500;

export function addPrune(program: Command): void {
  subcommand(program, 'prune', 'delete old events, and what failed and cancelled runs had finished')
    .option('--events <days>', 'keep events of runs that ended so lately', wholeNumber(0, LONGEST_DAYS), 30)
    .option(
      '--results <days>',
      'keep what failed and cancelled runs had finished, so that they can be retried from there',
      wholeNumber(0, LONGEST_DAYS),
      7,
    )
    .option('--dry-run', 'only say what would be deleted')
    .addOption(jsonOption())
    .action(({ events, results, dryRun, json, ...options }: PruneOptions) =>
      withWorkspace(options, async (workspace) => {
        const retention = { eventDays: events, resultDays: results, dryRun: dryRun === true };
        const pruned = await prune(workspace, retention);
        if (json) {
          printJson({ dryRun: retention.dryRun, ...pruned });
          return;
        }
        const did = retention.dryRun ? 'would be deleted' : 'deleted';
        const blobs = pruned.blobs === null ? '' : `, ${String(pruned.blobs)} result files`;
        printResult(`${String(pruned.events)} events and the partial results of ${String(pruned.runs)} runs${blobs} ${did}.`); // prettier-ignore
      }),
    );
}
