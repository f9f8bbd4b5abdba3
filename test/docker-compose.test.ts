import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { installCommand } from '../jobs/engines/tensorflow-packages.js';
import { runCli } from './cli/run-cli.js';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  build?: string;
  image?: string;
  command?: string[];
  environment: Record<string, string>;
  volumes: string[];
  depends_on?: Record<string, { condition: string }>;
}

const { services, volumes } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};

it('has a database, a server and a worker that share one database and one folder', () => {
  expect(Object.keys(services)).toEqual(['postgres', 'server', 'worker']);
  const { server, worker } = services as { server: Service; worker: Service };
  expect(worker.environment).toEqual(server.environment);
  expect(worker.volumes).toEqual(server.volumes);
  for (const { depends_on: needs, build } of [server, worker]) {
    expect(needs).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(build).toBe('.');
  }
  for (const { volumes: mounts } of Object.values(services)) {
    for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
  }
});

it('gives the command line only commands and options it has', async () => {
  for (const { command } of Object.values(services)) {
    if (!command) continue;
    const { stdout } = await runCli([command[0]!, '--help']);
    for (const option of command.filter((word) => word.startsWith('--'))) expect(stdout).toContain(option);
  }
});

it('is built from files that are there', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, files]) =>
    files!.split(' ').slice(0, -1),
  );
  expect(copied.length).toBeGreaterThan(5);
  for (const file of copied) expect(existsSync(join(root, file)), file).toBe(true);
});

it('builds the plain image unless the one for NVIDIA is asked for', () => {
  const stages = [...read('Dockerfile').matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)].map(([, image, name]) => [
    image,
    name,
  ]);
  expect(stages.map(([, name]) => name)).toEqual(['build', 'nvidia-packages', 'nvidia', undefined]);
  expect(stages.at(-1)![0]).toBe(stages[0]![0]);
  const packages = installCommand('node-gpu').split(' ').filter((word) => word.includes('@')); // prettier-ignore
  for (const pinned of packages) expect(read('Dockerfile')).toContain(` ${pinned} `);
});
