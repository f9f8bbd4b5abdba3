// Forked: PostGraphile as its manual sets it up for production, on the flat copy of the records (fill.ts).
import { createServer } from 'node:http';
import aggregates from '@graphile/pg-aggregates';
import { postgraphile } from 'postgraphile';
import filters from 'postgraphile-plugin-connection-filter';

process.once('message', (databaseUrl) => {
  const pool = { connectionString: databaseUrl, max: 10 };
  const server = createServer(
    postgraphile(pool, 'peer', {
      appendPlugins: [aggregates.default, filters],
      dynamicJson: true,
      disableQueryLog: true,
      ignoreRBAC: true,
      graphiql: false,
    }),
  );
  server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
});
