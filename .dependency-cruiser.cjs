// The rooms, in the order data flows. A room may import itself and any room before it, nothing after.
// ARCHITECTURE.md draws the same order; `npm run check:rooms` enforces it.
const rooms = [
  '^src/domain/', // value types and expected failures
  '^src/ingest/', // files -> labelled arrays
  '^src/features/', // content-addressed blobs
  '^src/estimation/', // the pure method
  '^src/ensemble/', // averages of models' predictions, as pure
  '^src/database/', // a PostgreSQL to talk to
  '^src/store/', // tables
  '^jobs/', // queue definitions, handlers, worker
  '^src/actions/', // what a user can do
  '^schema/', // GraphQL types and resolvers
  '^src/server/', // HTTP and WebSocket
  '^src/cli/', // the command line
];

const oneWay = rooms.slice(0, -1).map((room, index) => ({
  name: `one-way-from-${room
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .replace(/ /g, '-')}`,
  severity: 'error',
  from: { path: room },
  to: { path: rooms.slice(index + 1).join('|') },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: '^schema/' } },
    },
    {
      name: 'nothing-imports-validation',
      comment:
        'validation judges the rest and may import it; only benchmarks, its own tests and those of the rest use it',
      severity: 'error',
      from: { pathNot: '^(validation|bench|test)/' },
      to: { path: '^validation/' },
    },
    {
      name: 'nothing-imports-bench',
      comment: 'benchmarks, and the packages they compare with, are no part of the program',
      severity: 'error',
      from: { pathNot: '^(bench|test)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'estimation-is-pure',
      comment:
        'no file, clock, environment, database or network in the method; ml-matrix is arithmetic alone, and types are gone when it runs',
      severity: 'error',
      from: { path: '^src/(estimation|ensemble|domain)/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/ml-matrix/',
      },
    },
    {
      name: 'ensemble-needs-no-files',
      comment: 'it is given predictions as arrays, wherever they come from',
      severity: 'error',
      from: { path: '^src/ensemble/' },
      to: { path: '^src/', pathNot: '^src/(domain|estimation|ensemble)/' },
    },
    {
      name: 'graphql-stays-in-schema-and-server',
      severity: 'error',
      from: { pathNot: '^(schema|src/server|test|bench|scripts)/' },
      to: { path: 'node_modules/(type-graphql|graphql|@apollo)/' },
    },
    {
      name: 'prisma-stays-in-store',
      severity: 'error',
      from: { path: '^(src|schema|jobs)/', pathNot: '^src/store/' },
      to: { path: 'src/store/generated|node_modules/@prisma' },
    },
    {
      name: 'no-undeclared',
      comment:
        'what is declared as a peer and for development is reported as undeclared too; what benchmarks compare with has a package.json of its own',
      severity: 'error',
      from: { pathNot: '^bench/api/peer/' },
      to: { dependencyTypes: ['npm-no-pkg', 'unknown'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|src/store/generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
