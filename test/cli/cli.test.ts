import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDocument } from '../../src/actions/run-document.js';
import { createTestDatabase } from '../support/test-database.js';
import { writeNpz } from '../support/npz.js';
import { runCli, startCli, type CliResult } from './run-cli.js';

describe('the command line, on a database of the user’s own', () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interlens-cli-'));
    database = await createTestDatabase();
    const rows = Array.from({ length: 80 }, (_, row) => row);
    const x1 = { columns: 2, values: rows.flatMap((row) => [row % 2, (row * 0.377) % 1]) };
    const arrays = {
      x1,
      x2: { columns: 1, values: rows.map((row) => (row % 2) + ((row * 0.618) % 1)) },
      short: { columns: 1, values: rows.slice(1) },
      y: { values: rows.map((row) => row % 2) },
      constant: { values: rows.map(() => 1) },
      repeated: { values: rows.map((row) => Math.floor(row / 2)) },
      scores: {
        columns: 2,
        values: rows.flatMap((row) => [0.75, 0.25].map((p) => Math.log(row % 2 ? 1 - p : p))),
      },
      logits: { columns: 2, values: rows.flatMap((row) => [row % 3, 0]) },
      nan: { columns: 1, values: rows.map((row) => (row === 17 ? NaN : row)) },
    };
    await writeNpz(join(folder, 'data.npz'), arrays);
    const whole = await readFile(join(folder, 'data.npz'));
    await writeFile(join(folder, 'truncated.npz'), whole.subarray(0, whole.length / 2));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const cli = (...args: string[]): Promise<CliResult> =>
    runCli(args, { cwd: folder, env: { DATABASE_URL: database.url, INTERLENS_HOME: join(folder, 'home') } });

  const selection = ['--modality', 'x1=x1', '--modality', 'x2=x2', '--label', 'y'];

  it('imports, estimates, lists, shows and exports', async () => {
    const imported = await cli('import', 'data.npz', '--name', 'pairs', ...selection, '--json');
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({
      dataset: {
        name: 'pairs',
        samples: 80,
        classes: [
          { label: '0', n: 40 },
          { label: '1', n: 40 },
        ],
      },
    });

    const estimated = await cli('estimate', 'pairs', '--preset', 'fast', '--seed', '5', '--json');
    expect(estimated.code).toBe(0);
    const document = JSON.parse(estimated.stdout) as Required<RunDocument>;
    expect(document.run).toMatchObject({
      status: 'COMPLETED',
      seed: 5,
      preset: 'fast',
      samples: 80,
      classes: 2,
    });
    expect(document.unit).toBe('nats');
    for (const means of [document.raw, document.adjusted, document.evidence]) {
      expect(Object.keys(means!)).toEqual(['R', 'U1', 'U2', 'S']);
      expect(means!.R + means!.U1).toBeCloseTo(document.information!.I1, 9);
      expect(means!.R + means!.U1 + means!.U2 + means!.S).toBeCloseTo(document.information!.I12, 9);
    }
    expect(document.classes.map(({ label, n }) => [label, n])).toEqual([
      ['0', 40],
      ['1', 40],
    ]);
    expect(estimated.stderr).toMatch(/100% {2}The run is complete\./);

    const listed = await cli('runs', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject({ runs: [{ id: document.run.id, status: 'COMPLETED' }] });
    const shownBits = JSON.parse(
      (await cli('show', document.run.id, '--unit', 'bits', '--json')).stdout,
    ) as Required<RunDocument>;
    expect(shownBits.raw!.R * Math.LN2).toBeCloseTo(document.raw!.R, 12);
    expect((await cli('show', document.run.id, '--method', 'evidence')).stdout).toContain('evidence rule');

    for (const format of ['csv', 'ndjson']) {
      const exported = await cli('export', document.run.id, '--out', `records.${format}`);
      expect(exported).toMatchObject({ code: 0, stdout: `Wrote 80 records to records.${format}.\n` });
    }
    for (const [out, reason] of [
      ['absent/x.csv', 'its folder does not exist'],
      ['data.npz/x.csv', 'the system says "ENOTDIR: not a directory"'],
    ] as const) {
      const { code, stderr } = await cli('export', document.run.id, '--out', out);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `interlens: ${out} cannot be written: ${reason}.\n`,
      });
    }
    const [head, ...lines] = (await readFile(join(folder, 'records.csv'), 'utf8')).trimEnd().split('\n');
    const records = (await readFile(join(folder, 'records.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);
    expect(lines).toHaveLength(80);
    const names = head!.split(',');
    expect(names).toEqual(Object.keys(records[0]!));
    expect(names.slice(-4)).toEqual(['rSpread', 'u1Spread', 'u2Spread', 'sSpread']);
    expect(lines[0]).toMatch(/,,,,$/); // one repetition has no spread
    expect(records[0]).toMatchObject({ rSpread: null, sSpread: null });
    const inCsv = (index: number, name: string): number =>
      Number(lines[index]!.split(',')[names.indexOf(name)]);
    const components = {
      R: ['r', 'evidenceR'],
      U1: ['u1', 'evidenceU1'],
      U2: ['u2', 'evidenceU2'],
      S: ['s', 'evidenceS'],
    } as const;
    records.forEach((record, index) => {
      expect(record['r']! + record['u1']!).toBeCloseTo(record['i1']!, 9);
      const [i1, i2] = [record['i1']!, record['i2']!];
      // The evidence rule written another way: what both say for the label, and what both say against it.
      expect(record['evidenceR']).toBe(
        Math.min(Math.max(i1, 0), Math.max(i2, 0)) - Math.min(Math.max(-i1, 0), Math.max(-i2, 0)),
      );
      expect(record['evidenceR']! + record['evidenceU1']!).toBeCloseTo(i1, 9);
      for (const name of Object.values(components).flat()) expect(inCsv(index, name)).toBe(record[name]);
    });
    for (const component of ['R', 'U1', 'U2', 'S'] as const) {
      const [ofLsmi, ofEvidence] = components[component].map(
        (name) => records.reduce((sum, record) => sum + record[name]!, 0) / 80,
      );
      expect(ofLsmi).toBeCloseTo(document.raw![component], 12);
      expect(ofEvidence).toBeCloseTo(document.evidence![component], 12);
    }
  });

  it('estimates a file in one call, and knows it again', async () => {
    const call = ['estimate', 'data.npz', ...selection, '--preset', 'fast'];
    const first = await cli(...call);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^class +n +R +U1 +U2 +S +I1 +I2 +I12$/m);
    expect((await cli(...call)).code).toBe(0);
    const { runs } = JSON.parse((await cli('runs', '--json')).stdout) as { runs: { dataset: string }[] };
    expect(runs.filter(({ dataset }) => dataset === 'data')).toHaveLength(2);
  });

  it('tells how sure it is of its means, and how far samples lie apart over repetitions', async () => {
    const quick = ['--preset', 'fast', '--set', 'folds=2', '--set', 'classifier.perceptron.maxEpochs=30'];
    const uncertainty = ['--bootstrap=40', '--confidence=0.8', '--repetitions=2', '--permutations=2'];
    const others = ['--set', 'classifier.perceptron.hidden=8', '--set', 'prior=uniform'];
    const call = [
      'estimate',
      'pairs',
      ...quick,
      ...uncertainty,
      ...others,
      '--comparability=common-dimension',
    ];
    const { code, stdout } = await cli(...call, '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as Required<RunDocument>;
    expect(document.run.config).toMatchObject({
      preset: 'fast',
      folds: 2,
      prior: 'uniform',
      classifier: { perceptron: { maxEpochs: 30, hidden: 8, models: 1 } },
      uncertainty: { bootstrap: 40, confidence: 0.8, repetitions: 2, permutations: 2 },
    });
    expect(document.comparability).toBe('common-dimension');
    expect(document.intervals!.confidence).toBe(0.8);
    expect(document.classes.every(({ intervals }) => intervals !== null)).toBe(true);
    expect(document.permutationTest).toMatchObject({ permutations: 2 });
    // Lists of numbers are on one line each: the curve is five lines, not five hundred.
    expect(stdout).toMatch(/^ {4}"offsets": \[-?\d[^\n]*\],$/m);

    const shown = (await cli('show', document.run.id)).stdout;
    expect(shown).toContain(
      '\nWith folds=2, prior=uniform, classifier.perceptron.hidden=8, classifier.perceptron.maxEpochs=30, comparability=common-dimension, ',
    );
    expect(shown.match(/^ {2}80% low( +-?\d\.\d{3}){7}$/gm)).toHaveLength(3);
    expect(shown.match(/^ {6}high( +-?\d\.\d{3}){7}$/gm)).toHaveLength(3);
    expect(shown).toMatch(/^p-values, 2 label permutations.*I1 \d\.\d{3}.*\.$/m);
    for (const { code, message } of document.diagnostics.warnings) {
      expect(shown).toContain(`\nWarning ${code}: ${message}\n`);
    }
    expect((await cli('export', document.run.id, '--out', 'spreads.ndjson')).code).toBe(0);
    const records = (await readFile(join(folder, 'spreads.ndjson'), 'utf8')).trimEnd().split('\n');
    const spreads = records.map((line) => (JSON.parse(line) as { rSpread: number }).rSpread);
    expect(spreads.every((spread) => spread >= 0)).toBe(true);
    expect(spreads.some((spread) => spread > 1e-3)).toBe(true);
  });

  it('explains every option of estimate', async () => {
    const { stdout } = await cli('estimate', '--help');
    for (const option of [
      '--preset <preset>',
      '--bootstrap <n>',
      '--confidence <p>',
      '--repetitions <n>',
      '--permutations <n>',
      '--comparability <how>',
      '--set <path=value>',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${option} +\\S+ \\S+`, 'm'));
    }
    expect(stdout).toContain('accurate, fast, paper');
  });

  it('takes log-probabilities of one’s own for any of the three classifiers', async () => {
    const own = ['--log-probabilities', 'x1=scores', '--log-probabilities', 'x2+x1=scores'];
    const imported = await cli('import', 'data.npz', '--name', 'own', ...selection, ...own);
    expect(imported.stdout).toBe(
      'Imported "own": 80 samples, 2 classes, x1 (2), x2 (1); log-probabilities of x1, x1+x2.\n',
    );
    const call = [
      'estimate',
      'data.npz',
      '--name',
      'own',
      ...selection,
      ...own,
      '--preset',
      'fast',
      '--json',
    ];
    const { information } = JSON.parse((await cli(...call)).stdout) as Required<RunDocument>;
    // The scores give each sample's own class .75, where half the samples have it.
    expect(information!.I1).toBeCloseTo(Math.log(1.5), 12);
    expect(information!.I12).toBeCloseTo(Math.log(1.5), 12);
    expect(Math.abs(information!.I2 - Math.log(1.5))).toBeGreaterThan(0.01);
  });

  it.each([
    ['a missing file', ['import', 'absent.npz', '--name', 'a', ...selection], /no file .*absent\.npz/],
    ['a truncated zip', ['import', 'truncated.npz', '--name', 'a', ...selection], /truncated\.npz/],
    [
      'an unknown array',
      ['import', 'data.npz', '--name', 'a', '--modality', 'a=x1', '--modality', 'b=x3', '--label', 'y'],
      /"x3".*"x1", "x2"/,
    ],
    [
      'unequal lengths',
      ['import', 'data.npz', '--name', 'a', '--modality', 'a=x1', '--modality', 'b=short', '--label', 'y'],
      /80.*79|79.*80/,
    ],
    [
      'one class',
      ['import', 'data.npz', '--name', 'a', ...selection.slice(0, 4), '--label', 'constant'],
      /class/,
    ],
    [
      'NaN',
      ['import', 'data.npz', '--name', 'a', '--modality', 'a=x1', '--modality', 'b=nan', '--label', 'y'],
      /row 17.*--drop-missing/,
    ],
    ['duplicate ids', ['import', 'data.npz', '--name', 'a', ...selection, '--id', 'repeated'], /id/],
    [
      'one modality',
      ['import', 'data.npz', '--name', 'a', '--modality', 'a=x1', '--label', 'y'],
      /at least two/,
    ],
    ['no label', ['import', 'data.npz', '--name', 'a', ...selection.slice(0, 4)], /--label/],
    ['a modality without array', ['import', 'data.npz', '--name', 'a', '--modality', 'x1'], /NAME=ARRAY/],
    [
      'log-probabilities of nothing',
      ['import', 'data.npz', '--name', 'a', ...selection, '--log-probabilities', 'x1+x3=scores'],
      /"x1\+x3".*x1, x2/,
    ],
    [
      'logits',
      ['import', 'data.npz', '--name', 'a', ...selection, '--log-probabilities', 'x1=logits'],
      /"logits".*row 0 \(0, 0\)/,
    ],
    [
      'log-probabilities for a dataset that is there',
      ['estimate', 'pairs', '--log-probabilities', 'x1=scores'],
      /another name, with --log-probabilities/,
    ],
    ['an unknown dataset', ['estimate', 'absent'], /no dataset "absent"/],
    ['an unknown preset', ['estimate', 'pairs', '--preset', 'best'], /preset "best".*accurate, fast/],
    ['a seed that is none', ['estimate', 'pairs', '--seed', 'x'], /whole number/],
    [
      'a value that is not there',
      ['estimate', 'pairs', '--set', 'classifier.perceptron.hiden=8'],
      /no value classifier\.perceptron\.hiden: expected one of hidden, learningRate/,
    ],
    [
      'a confidence in percent',
      ['estimate', 'pairs', '--bootstrap', '10', '--confidence', '90'],
      /uncertainty\.confidence must be a number above 0 and below 1, got 90\./,
    ],
    [
      'a confidence of nothing',
      ['estimate', 'pairs', '--confidence', '0.5'],
      /--confidence needs --bootstrap/,
    ],
    ['half a list', ['estimate', 'pairs', '--set', 'density.components=[1,'], /\[1, is neither JSON/],
    ['an argument of two lines', ['estimate', 'ab\nsent\u001b[2J'], /no dataset "ab sent \[2J"/],
    [
      'a setting of two lines',
      ['estimate', 'pairs', '--set', 'folds=[1\ninterlens: all is well\u001b[2J'],
      /\[1 interlens: all is well \[2J is neither JSON/,
    ],
    ['an unknown run', ['show', 'absent'], /no run "absent"/],
    ['an export of an unknown kind', ['export', 'absent', '--out', 'a.xls'], /\.csv or \.ndjson/],
    ['an unknown command', ['estimat'], /unknown command/],
    ['an unknown option', ['runs', '--jsn'], /unknown option/],
    ['a port that is none', ['serve', '--port', '70000'], /0 to 65535/],
    ['no database there', ['runs', '--database', 'postgresql://u:secret@127.0.0.1:1/x'], /127\.0\.0\.1:1/],
    ['a database address that is none', ['runs', '--database', 'mysql://u:secret@h/x'], /postgresql:\/\//],
  ])('says in one line what is wrong: %s', async (_, args, words) => {
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^interlens: [^\n]+\n$/);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('secret');
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await cli('serve', '--port', String(port));
    other.close();
    expect(code).toBe(2);
    expect(stderr).toBe(
      `interlens: Another program listens at 127.0.0.1:${port} already: choose another port with --port, or stop that program.\n`,
    );
  });

  it('serves until it is told to stop, and stops cleanly', async () => {
    const child = startCli(['serve', '--port', '0'], {
      cwd: folder,
      env: { DATABASE_URL: database.url, INTERLENS_HOME: join(folder, 'home') },
    });
    const url = await new Promise<string>((resolve) => {
      child.stderr!.on('data', (chunk: Buffer) => {
        const match = /GraphQL at (\S+)\/graphql/.exec(chunk.toString());
        if (match) resolve(match[1]!);
      });
    });
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('cancels its run at Ctrl-C', async () => {
    const child = startCli(['estimate', 'data.npz', '--name', 'data', ...selection], {
      cwd: folder,
      env: { DATABASE_URL: database.url, INTERLENS_HOME: join(folder, 'home') },
    });
    let stderr = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes('has started') && !child.killed) child.kill('SIGINT');
    });
    expect(await new Promise<number | null>((resolve) => child.on('close', resolve))).toBe(1);
    expect(stderr).toMatch(/interlens: The run \S+ was cancelled\./);
    const { runs } = JSON.parse((await cli('runs', '--json')).stdout) as { runs: { status: string }[] };
    expect(runs[0]!.status).toBe('CANCELLED');
  });
});

describe('the demo', () => {
  it('works on the embedded database, and prints exactly one document with --json', async () => {
    const home = await mkdtemp(join(tmpdir(), 'interlens-demo-'));
    await chmod(home, 0o755); // as root the server runs under another account, which must reach its data
    try {
      const { code, stdout, stderr } = await runCli(['demo', '--exit', '--json'], {
        env: { INTERLENS_HOME: home },
      });
      expect(code, stderr).toBe(0);
      expect(stderr).toContain('342 birds of 3 species; 2 rows with missing values were left out.');
      const document = JSON.parse(stdout) as Required<RunDocument>;
      expect(document.classes.map(({ label, n }) => [label, n])).toEqual([
        ['Adelie', 151],
        ['Chinstrap', 68],
        ['Gentoo', 123],
      ]);
      // Known from a cross-fitted logistic regression: Chinstraps are known by the bill, 1.39 against .47 nats.
      const chinstrap = document.classes[1]!.information!;
      expect(chinstrap.I1).toBeGreaterThan(1.2);
      expect(chinstrap.I2).toBeLessThan(0.65);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
