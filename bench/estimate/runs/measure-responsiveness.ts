import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { quantile } from '../../../src/estimation/quantile.js';
import { informativePair, type PairSize } from '../data/informative-pair.js';
import { pairAsCsv } from '../data/pair-as-csv.js';
import { PAIR_OPTIONS, writePair } from '../data/write-pair.js';
import { openProbedServer, type ProbedServer } from './probed-server.js';
import { runInterlens } from './run-interlens.js';
import type { LoopReport } from './watch-event-loop.js';

export interface ResponsivenessTask {
  /** A new folder. */
  readonly folder: string;
  /** Sent to the server as a CSV file. */
  readonly uploaded: PairSize;
  /** Imported by a process of its own, estimated by the server. */
  readonly estimated: PairSize;
  /** Values in place of those of the preset `fast`. */
  readonly config: object;
}

/** What a server did at one time, and how it answered meanwhile. */
export interface Phase {
  readonly what: 'upload' | 'run';
  readonly seconds: number;
  readonly loop: LoopReport;
  /** Milliseconds from a request to its answer. */
  readonly answers: {
    readonly count: number;
    readonly median: number;
    readonly p99: number;
    readonly most: number;
  };
}

const SMALL: PairSize = { samples: 300, dimension: 4, classes: 3 };
const PAUSE_MS = 20;

/**
 * A server with a worker takes an upload and then a run, and is asked for other things all the while. Everything was
 * done once before, on little data: what is only slow the first time is not looked at.
 */
export async function measureResponsiveness(task: ResponsivenessTask): Promise<readonly Phase[]> {
  const home = join(task.folder, 'home');
  const data = join(task.folder, 'data');
  const source = writePair(data, informativePair(task.estimated, 1));
  await runInterlens(['import', source, ...PAIR_OPTIONS, '--name', 'estimated'], home);
  rmSync(data, { recursive: true, force: true });
  const server = await openProbedServer([], home);
  try {
    await upload(server, 'warm', SMALL);
    const known = await estimate(server, 'warm', {});
    await untilEnd(server, known, known);
    const phases: Phase[] = [];
    phases.push(await phase('upload', server, known, () => upload(server, 'uploaded', task.uploaded)));
    const id = await estimate(server, 'estimated', task.config);
    phases.push(await phase('run', server, known, () => untilEnd(server, id, known)));
    return phases;
  } finally {
    await server.close();
  }
}

/** Asks for other things until `work` is done. */
async function phase(
  what: Phase['what'],
  server: ProbedServer,
  known: string,
  work: () => Promise<unknown>,
): Promise<Phase> {
  const times: number[] = [];
  let done = false;
  const ask = async (): Promise<void> => {
    do {
      const start = performance.now();
      await send(server, OTHER_THINGS, { id: known });
      times.push(performance.now() - start);
      await setTimeout(PAUSE_MS);
    } while (!done);
  };
  server.reset();
  const start = performance.now();
  const asking = ask();
  try {
    await work();
  } finally {
    done = true;
    await asking;
  }
  const seconds = (performance.now() - start) / 1000;
  const sorted = Float64Array.from(times).sort();
  return {
    what,
    seconds,
    loop: await server.report(),
    answers: {
      count: sorted.length,
      median: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      most: quantile(sorted, 1),
    },
  };
}

const OTHER_THINGS = `query ($id: ID!) {
  run(id: $id) { status progress aggregate(groupBy: LABEL) { label count }
    interactions(first: 20, orderBy: { field: S, direction: DESC }) { edges { node { sampleId r u1 u2 s } } } }
}`;

async function upload(server: ProbedServer, name: string, pair: PairSize): Promise<void> {
  const content = Buffer.from(pairAsCsv(informativePair(pair, 2))).toString('base64');
  const input = {
    name,
    fileName: 'pair.csv',
    content,
    modalities: [
      { name: 'x1', array: 'a*' },
      { name: 'x2', array: 'b*' },
    ],
    label: 'y',
  };
  const mutation = `mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { userErrors { message } } }`;
  const { importDataset } = await send(server, mutation, { input });
  const [error] = (importDataset as { userErrors: { message: string }[] }).userErrors;
  if (error) throw new Error(error.message);
}

/** Starts a run of the preset `fast`; its id. */
async function estimate(server: ProbedServer, datasetId: string, config: object): Promise<string> {
  const mutation = `mutation ($input: StartEstimationInput!) { startEstimation(input: $input) { run { id } userErrors { message } } }`;
  const { startEstimation } = await send(server, mutation, { input: { datasetId, preset: 'fast', config } });
  const { run, userErrors } = startEstimation as {
    run: { id: string } | null;
    userErrors: { message: string }[];
  };
  if (run === null) throw new Error(userErrors[0]!.message);
  return run.id;
}

/** Waits for the end of a run. @throws Error when it does not complete */
async function untilEnd(server: ProbedServer, id: string, known: string): Promise<void> {
  for (;;) {
    const { run } = await send(server, 'query ($id: ID!) { run(id: $id) { status error } }', { id });
    const { status, error } = run as { status: string; error: string | null };
    if (status === 'COMPLETED') break;
    if (status !== 'QUEUED' && status !== 'RUNNING') throw new Error(error ?? status);
    await setTimeout(PAUSE_MS);
  }
  await send(server, OTHER_THINGS, { id: known });
}

async function send(
  { url }: ProbedServer,
  query: string,
  variables: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}
