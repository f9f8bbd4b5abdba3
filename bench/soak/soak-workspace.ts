import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDataset } from '../../src/actions/import-dataset.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import { openWorkspace, type Workspace } from '../../src/actions/workspace.js';
import { Random } from '../../src/estimation/random.js';
import type { RunEventRecord } from '../../src/store/run-events.js';
import type { RunRecord } from '../../src/store/runs.js';
import { openRestartablePostgres, type RestartablePostgres } from '../restartable-postgres.js';

/** A database that other hosts may reach, a folder of features, and a dataset. */
export interface SoakWorkspace extends Workspace {
  readonly postgres: RestartablePostgres;
  readonly home: string;
  estimate(request?: Partial<EstimationRequest>): Promise<RunRecord>;
  /** All events of a run, once it has ended. */
  eventsOf(run: RunRecord): Promise<RunEventRecord[]>;
  /** Its records as text, in order. */
  recordsOf(run: RunRecord): Promise<string>;
}

const ROWS = 1_500;
const COLUMNS = 12;

/** @param network addresses from which hosts may log in, beside this one's own */
export async function openSoakWorkspace(network: string): Promise<SoakWorkspace> {
  const home = mkdtempSync(join(tmpdir(), 'interlens-soak-'));
  chmodSync(home, 0o755); // run by root, the database server has another account
  const postgres = await openRestartablePostgres(home, { listen_addresses: '*' });
  appendFileSync(join(postgres.data, 'pg_hba.conf'), `host all all ${network} scram-sha-256\n`);
  await postgres.stop();
  await postgres.start();
  const workspace = await openWorkspace({ databaseUrl: postgres.url, home });
  await importRandomDataset(workspace, home);
  return {
    ...workspace,
    postgres,
    home,
    estimate: (request) => startEstimation(workspace, { dataset: 'soak', preset: 'fast', ...request }),
    async eventsOf({ id }) {
      const events: RunEventRecord[] = [];
      for await (const event of await followRunEvents(workspace, id, 0)) events.push(event);
      return events;
    },
    async recordsOf({ id: runId }) {
      const records = await workspace.store.prisma.interaction.findMany({
        where: { runId },
        orderBy: { sampleIndex: 'asc' },
        omit: { runId: true },
      });
      return JSON.stringify(records);
    },
    async close() {
      await workspace.close();
      await postgres.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function importRandomDataset(workspace: Workspace, home: string): Promise<void> {
  const random = new Random(1, 'soak');
  const names = (modality: string): string[] =>
    Array.from({ length: COLUMNS }, (_, column) => `${modality}_${String(column)}`);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const label = row % 3;
    const values = Array.from({ length: 2 * COLUMNS }, () => (random.normal() + 0.5 * label).toFixed(6));
    return [label, ...values].join(',');
  });
  const path = join(home, 'soak.csv');
  writeFileSync(path, `label,${[...names('a'), ...names('b')].join(',')}\n${lines.join('\n')}\n`);
  await importDataset(workspace, {
    path,
    name: 'soak',
    selection: {
      modalities: [
        { name: 'a', array: 'a_*' },
        { name: 'b', array: 'b_*' },
      ],
      label: 'label',
      missing: 'refuse',
    },
  });
}
