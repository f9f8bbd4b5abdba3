import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/database/package-root.js';
import { rounded } from '../../validation/figures-file.js';
import { thisMachine } from '../estimate/machine.js';
import { measureFanOut, type FanOut } from './measure-fan-out.js';
import { renderPage, type SubscriptionResults } from './render-page.js';
import { openRestartablePostgres } from '../restartable-postgres.js';
import { scenarios } from './scenarios.js';

/** Seconds of the longest scenario. */
const LONGEST = '300';

/**
 * `npm run bench:subscriptions -- [--tiny] [--seconds most] [scenarios]`: from an event's commit to the clients that follow its
 * run. At full length they are kept in bench/results/subscriptions.json, from which docs/SUBSCRIPTIONS.md is written.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tiny: { type: 'boolean', default: false }, seconds: { type: 'string', default: LONGEST } },
});
const all = scenarios(values.tiny, Number(values.seconds));
const chosen = positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name));
const home = mkdtempSync(join(tmpdir(), 'interlens-bench-'));
chmodSync(home, 0o755); // run by root, the database server has another account
const postgres = await openRestartablePostgres(home);
const machine = thisMachine();
const results: FanOut[] = [];
try {
  for (const scenario of chosen) {
    process.stderr.write(`${scenario.name} …\n`);
    const result = await measureFanOut(postgres, scenario, home);
    results.push(result);
    process.stdout.write(`${JSON.stringify(result, rounded)}\n`);
  }
} finally {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
}
if (!values.tiny && values.seconds === LONGEST) {
  const file = join(packageRoot(), 'bench', 'results', 'subscriptions.json');
  const read = (): SubscriptionResults => JSON.parse(readFileSync(file, 'utf8')) as SubscriptionResults;
  const before = existsSync(file) ? read().results : [];
  const known = new Map([...before, ...results].map((result) => [result.scenario.name, result]));
  const record = { machine, results: all.flatMap(({ name }) => known.get(name) ?? []) };
  writeFileSync(file, `${JSON.stringify(record, rounded, 1)}\n`);
  writeFileSync(join(packageRoot(), 'docs', 'SUBSCRIPTIONS.md'), renderPage(read()));
}
