import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/database/package-root.js';
import { rounded } from '../../validation/figures-file.js';
import { thisMachine } from '../estimate/machine.js';
import { canMakeHosts, HOSTS_NETWORK, measureHosts } from './hosts.js';
import { measureKills } from './kills.js';
import { measureScaling } from './scaling.js';
import { openSoakWorkspace, type SoakWorkspace } from './soak-workspace.js';

/**
 * `npm run soak -- [--kills 20] [--rounds 3] [kills scaling hosts]`: workers that are killed, that share a run, and that
 * are on hosts of their own. Figures are kept in bench/results/soak.json.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '20' }, rounds: { type: 'string', default: '3' } },
});
const measurements: Readonly<Record<string, (workspace: SoakWorkspace) => Promise<object>>> = {
  kills: (workspace) => {
    const kills = Number(values.kills);
    const uncertainty = { repetitions: 2, permutations: 60 * kills };
    return measureKills({ ...workspace, url: workspace.postgres.url }, kills, { uncertainty });
  },
  scaling: (workspace) => measureScaling(workspace, Number(values.rounds)),
  hosts: measureHosts,
};
const chosen = positionals.length === 0 ? Object.keys(measurements) : positionals;
const unknown = chosen.find((name) => !(name in measurements));
if (unknown !== undefined) {
  throw new Error(`there is no part "${unknown}": expected ${Object.keys(measurements).join(', ')}`);
}
const file = join(packageRoot(), 'bench', 'results', 'soak.json');
const workspace = await openSoakWorkspace(HOSTS_NETWORK);
try {
  for (const name of chosen) {
    if (name === 'hosts' && !canMakeHosts()) {
      process.stderr.write('hosts: left out, this account may not make network namespaces\n');
      continue;
    }
    process.stderr.write(`${name} …\n`);
    const result = await measurements[name]!(workspace);
    process.stdout.write(`${JSON.stringify({ [name]: result }, rounded)}\n`);
    const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
    const record = { ...before, machine: thisMachine(), [name]: result };
    writeFileSync(file, `${JSON.stringify(record, rounded, 1)}\n`);
  }
} finally {
  await workspace.close();
}
