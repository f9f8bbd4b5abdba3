import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * Forked: the least a server of the filtered list must do. Values from the request go into one prepared statement,
 * and what PostgreSQL makes of it is the answer: nothing is parsed, validated or resolved.
 */
process.once('message', (databaseUrl: string) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const server = createServer((request, response) => {
    void textOf(request)
      .then(async (body) => {
        const { run, labels, most } = JSON.parse(body) as { run: string; labels: string[]; most: number };
        const relation = request.url === '/flats' ? 'flats' : 'interactions';
        const text = pageOf(relation);
        const { rows } = await pool.query<{ page: string }>({
          name: relation,
          text,
          values: [run, labels, most],
        });
        response.writeHead(200, { 'content-type': 'application/json' }).end(rows[0]!.page);
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1', () => {
    process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
});

function pageOf(relation: 'interactions' | 'flats'): string {
  return `SELECT json_agg(page)::text AS page FROM (
    SELECT sample_id AS "sampleId", sample_index AS "sampleIndex", label, split, r, u1, u2, s, i1, i2, i12, h1, h2, dominant
    FROM peer.${relation} WHERE run_id = $1 AND label = ANY($2::text[]) AND s <= $3
    ORDER BY s DESC, sample_index LIMIT 50) page`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk as string;
  return text;
}
