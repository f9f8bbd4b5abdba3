import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';

const require = createRequire(import.meta.url);

/** Files of npm packages the page needs, by the path they are served at: nothing comes from elsewhere. */
const ASSETS: Readonly<Record<string, readonly [packageName: string, file: string]>> = {
  '/assets/react.js': ['react', 'umd/react.production.min.js'],
  '/assets/react-dom.js': ['react-dom', 'umd/react-dom.production.min.js'],
  '/assets/graphiql.js': ['graphiql', 'graphiql.min.js'],
  '/assets/graphiql.css': ['graphiql', 'graphiql.min.css'],
  '/assets/graphql-ws.js': ['graphql-ws', 'umd/graphql-ws.min.js'],
};

const EXAMPLE = `# Interlens: mean interactions of the newest run's classes.
# Press the play button. Information is in nats unless you ask for BITS.
{
  runs(first: 1) {
    edges {
      node {
        id
        status
        aggregate(groupBy: [LABEL], adjusted: true) {
          label
          count
          mean { r u1 u2 s }
        }
      }
    }
  }
}
`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Interlens</title>
<link rel="stylesheet" href="/assets/graphiql.css">
<style>body { margin: 0 } #graphiql { height: 100vh }</style>
</head>
<body>
<div id="graphiql">Loading GraphiQL; it needs JavaScript.</div>
<script src="/assets/react.js"></script>
<script src="/assets/react-dom.js"></script>
<script src="/assets/graphql-ws.js"></script>
<script src="/assets/graphiql.js"></script>
<script>
  const endpoint = new URL('/graphql', location.href);
  const socket = new URL(endpoint);
  socket.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  // What stands in the page's Headers holds for subscriptions, too: a key, where the server needs one.
  const headers = () => {
    try {
      return JSON.parse(localStorage.getItem('graphiql:headers') || '{}');
    } catch {
      return {};
    }
  };
  const fetcher = GraphiQL.createFetcher({
    url: endpoint.href,
    wsClient: graphqlWs.createClient({ url: socket.href, connectionParams: headers }),
  });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, { fetcher, shouldPersistHeaders: true, defaultQuery: ${JSON.stringify(EXAMPLE)} }),
  );
</script>
</body>
</html>
`;

/** GraphiQL at /, with everything it loads from this server. */
export function graphiql(): Router {
  const router = express.Router();
  router.get('/', (_request, response) => {
    response.type('html').send(PAGE);
  });
  for (const [path, [packageName, file]] of Object.entries(ASSETS)) {
    const folder = dirname(require.resolve(`${packageName}/package.json`));
    router.get(path, (_request, response) => {
      response.sendFile(join(folder, file), { maxAge: '1h', dotfiles: 'allow' });
    });
  }
  return router;
}
