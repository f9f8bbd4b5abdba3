import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertEmptyRun } from './insert-empty-run.js';
import { openDatabase } from '../src/database/open-database.js';
import { packageRoot } from '../src/database/package-root.js';
import { decomposeSamples } from '../src/estimation/interaction-columns.js';
import { Random } from '../src/estimation/random.js';
import { writeInteractions } from '../src/store/interactions/write-interactions.js';
import { openStore } from '../src/store/open-store.js';

/**
 * How fast a run's records reach their table: rows a second and the process's growth in memory, on the
 * embedded server as users have it (fsync on), with every index, foreign key and CHECK in place.
 */
const ROWS = [100_000, 1_000_000];
const ROUNDS = 3;

const home = mkdtempSync(join(tmpdir(), 'interlens-bench-'));
const database = await openDatabase({ home });
const store = openStore(database.url);
const results: { rows: number; rowsPerSecond: number[]; peakGrowthMb: number[] }[] = [];
try {
  const datasetId = randomUUID();
  await store.prisma.dataset.create({
    data: { id: datasetId, name: 'bench', sha256: '0'.repeat(64), sampleCount: 0, droppedRows: 0 },
  });
  for (const rows of ROWS) {
    const random = new Random(1, 'bench');
    const column = (): Float64Array => Float64Array.from({ length: rows }, () => random.normal());
    const columns = decomposeSamples({
      i1: column(),
      i2: column(),
      i12: column(),
      h1: column(),
      h2: column(),
    });
    const classIndex = Int32Array.from({ length: rows }, (_, row) => row % 10);
    const foldOf = Int32Array.from({ length: rows }, (_, row) => row % 5);
    const result = { rows, rowsPerSecond: [] as number[], peakGrowthMb: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await insertEmptyRun(store, datasetId);
      const before = process.memoryUsage().rss;
      let peak = before;
      const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
      const start = performance.now();
      await writeInteractions(store, id, { columns, classIndex, foldOf, spread: null });
      result.rowsPerSecond.push(Math.round((1000 * rows) / (performance.now() - start)));
      clearInterval(watching);
      result.peakGrowthMb.push(Math.round((peak - before) / 2 ** 20));
      await store.prisma.estimationRun.delete({ where: { id } });
    }
    results.push(result);
  }
} finally {
  await store.close();
  await database.release();
  rmSync(home, { recursive: true, force: true });
}

for (const { rows, rowsPerSecond, peakGrowthMb } of results) {
  process.stdout.write(
    `${rows} rows: ${rowsPerSecond.join(', ')} rows/s; memory grew by ${peakGrowthMb.join(', ')} MB at most\n`,
  );
}
const folder = join(packageRoot(), 'bench', 'results');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'store.json'),
  `${JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, results }, null, 2)}\n`,
);
