import { openInterlens, type ServerProcess } from '../server-processes.js';
import { median } from './measure-load.js';

/** Columns of all of a run's records, to one client. */
export interface Stream {
  readonly name: string;
  readonly rowsPerSecond: number;
  /** What the client was sent. */
  readonly megabytes: number;
  /** The server's resident memory before its first answer, and the most of it while it answered. */
  readonly residentMb: { readonly before: number | null; readonly most: number | null };
}

interface Question {
  readonly name: string;
  /** Each `limit` rows of which these ask for all. */
  readonly request: (runId: string) => { readonly path: string; readonly body?: string };
}

const columns = (selection: string, encoding: string) => (runId: string) => ({
  path: '/graphql',
  body: JSON.stringify({
    query: `query Columns($run: ID!) { run(id: $run) { interactionColumns(encoding: ${encoding}) { ${selection} } } }`,
    variables: { run: runId },
  }),
});
const exported = (format: string) => (runId: string) => ({
  path: `/runs/${runId}/interactions.${format}?columns=SAMPLE_ID,R,S`,
});

const QUESTIONS: readonly Question[] = [
  { name: 'interactionColumns, JSON', request: columns('sampleId r s', 'JSON') },
  { name: 'interactionColumns, BASE64', request: columns('sampleIndex r s', 'BASE64') },
  { name: 'CSV', request: exported('csv') },
  { name: 'NDJSON', request: exported('ndjson') },
];

const SAMPLE_MS = 10;

/** Three columns of a run's records; each question has a server of its own, so that none has the memory of another. */
export async function measureStreams(
  databaseUrl: string,
  home: string,
  runId: string,
  rows: number,
  rounds: number,
): Promise<Stream[]> {
  const servers: ServerProcess[] = [];
  for (const _ of QUESTIONS) servers.push(await openInterlens(databaseUrl, home));
  const before = servers.map((server) => server.residentMb());
  const most = [...before];
  const seconds = QUESTIONS.map(() => [] as number[]);
  const bytes = QUESTIONS.map(() => 0);
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const [at, { request }] of QUESTIONS.entries()) {
        const server = servers[at]!;
        const watching = setInterval(() => {
          const now = server.residentMb();
          if (now !== null) most[at] = Math.max(most[at] ?? 0, now);
        }, SAMPLE_MS);
        const start = performance.now();
        bytes[at] = await read(server.url, request(runId));
        if (round >= 0) seconds[at]!.push((performance.now() - start) / 1000);
        clearInterval(watching);
      }
    }
  } finally {
    for (const server of servers) await server.close();
  }
  return QUESTIONS.map(({ name }, at) => ({
    name,
    rowsPerSecond: rows / median(seconds[at]!),
    megabytes: bytes[at]! / 1e6,
    residentMb: { before: before[at]!, most: most[at]! },
  }));
}

/** Reads an answer to its end, and keeps nothing of it. */
async function read(url: string, { path, body }: { path: string; body?: string }): Promise<number> {
  const answer = await fetch(`${url}${path}`, {
    ...(body !== undefined && { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
  });
  if (!answer.ok || !answer.body) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  let bytes = 0;
  for await (const chunk of answer.body) bytes += (chunk as Uint8Array).length;
  return bytes;
}
