import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, parse, validate } from 'graphql';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { buildGraphSchema } from '../../schema/build-schema.js';
import { renderApiPage } from '../../schema/page/api-page.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/API.md'), 'utf8');
const run = promisify(execFile);

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!);
}

/** Whether a program of the examples is here. */
function has(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('docs/API.md', () => {
  it('says what the code does (npm run schema writes it)', async () => {
    expect(page).toBe(renderApiPage(await buildGraphSchema()));
  });

  it('has documents that the schema knows', () => {
    const schema = buildSchema(readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8'));
    const documents = blocks('graphql');
    expect(documents.length).toBeGreaterThanOrEqual(4);
    for (const document of documents) expect(validate(schema, parse(document)), document).toEqual([]);
  });

  describe('examples', () => {
    const ROWS = 60;
    let workspace: TestWorkspace;
    let server: RunningServer;
    const text = (example: string): string => example.replaceAll('http://127.0.0.1:4000', server.url);

    beforeAll(async () => {
      workspace = await openTestWorkspace();
      const dataset = await importSmallDataset(workspace, 'small', ROWS);
      const random = new Random(1, 'examples');
      const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
      await insertCompletedRun(workspace.store, dataset.id, {
        columns: decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }),
        classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
        foldOf: new Int32Array(ROWS),
        spread: null,
      });
      const report = (error: unknown): never => {
        throw error;
      };
      server = await startServer(workspace, { host: '127.0.0.1', port: 0, report });
    });
    afterAll(async () => {
      await server.close();
      await workspace.close();
    });

    it.skipIf(!has('curl', '--version'))('run with curl', async () => {
      const [classes, file] = blocks('sh');
      const answer = JSON.parse((await run('bash', ['-c', text(classes!)])).stdout) as { data: { runs: { nodes: { aggregate: unknown[] }[] } } }; // prettier-ignore
      expect(answer.data.runs.nodes[0]!.aggregate).toHaveLength(3);
      const lines = (await run('bash', ['-c', text(file!)])).stdout.trim().split('\n');
      expect(lines[0]).toBe('sampleId,label,r,u1,u2,s');
      expect(lines).toHaveLength(ROWS + 1);
    });

    it('run in Node', async () => {
      const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
      const { outputText } = ts.transpileModule(text(blocks('ts')[0]!), { compilerOptions });
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', outputText]);
      expect(stdout.trim().split('\n')).toHaveLength(3); // 5% of 20, of each of three classes
    });

    it.skipIf(!has('python3', '-c', 'import numpy'))('run in Python', async () => {
      const { stdout } = await run('python3', ['-c', text(blocks('python')[0]!)]);
      expect(stdout).toMatch(/^60 \d+ -?\d+\.\d+/);
    });
  });
});
