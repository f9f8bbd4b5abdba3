import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TENSORFLOW_BACKENDS } from '../../../jobs/engines/engine-choice.js';
import { installCommand } from '../../../jobs/engines/tensorflow-packages.js';

const { peerDependencies, peerDependenciesMeta, devDependencies, dependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as Record<string, Record<string, unknown>>;

it.each(TENSORFLOW_BACKENDS)('installs the declared, optional peers of %s', (backend) => {
  const packages = installCommand(backend).split(' ').slice('npm install --no-save --save-prod'.split(' ').length); // prettier-ignore
  expect(packages.length).toBeGreaterThan(1);
  for (const pinned of packages) {
    const [, name, version] = /^(.+)@(.+)$/.exec(pinned)!;
    expect(peerDependencies![name!], name).toBe(version);
    expect(peerDependenciesMeta![name!], name).toEqual({ optional: true });
    expect(dependencies).not.toHaveProperty([name!]);
  }
});

it('develops with what needs no download of its own', () => {
  for (const name of Object.keys(peerDependencies!)) {
    const expected = name.includes('tfjs-node') ? undefined : peerDependencies![name];
    expect(devDependencies![name], name).toBe(expected);
  }
});
