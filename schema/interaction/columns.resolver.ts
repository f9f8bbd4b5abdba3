import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import {
  endOfRows,
  readJsonColumns,
  readBase64Columns,
} from '../../src/store/interactions/interaction-columns.js';
import { cursorOf } from '../../src/store/interactions/interaction-order.js';
import type { RowsRequest } from '../../src/store/interactions/ordered-rows.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import { COLUMN_NAMES, NUMBER_WIDTHS, type ColumnName } from '../../src/store/interactions/shown-columns.js';
import type { Store } from '../../src/store/open-store.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { EstimationRun } from '../run/run.type.js';
import { RawJson } from '../shared/raw-json.js';
import { answerColumns } from './answer-columns.js';
import { ColumnsArgs, columnsRequest } from './columns.args.js';
import { ColumnEncoding, InteractionColumns } from './columns.type.js';
import { selectionOf } from './selection.args.js';
import { selectedFields } from './selected-fields.js';

type Columns = Partial<Record<ColumnName, RawJson>>;

const QUOTE = Buffer.from('"');

@Resolver(() => EstimationRun)
export class ColumnsResolver {
  @FieldResolver(() => InteractionColumns, {
    nullable: true,
    description: 'The run’s per-sample records as columns, for programs. Null until the run is COMPLETED.',
  })
  async interactionColumns(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => ColumnsArgs) args: ColumnsArgs,
  ): Promise<InteractionColumns | null> {
    const selection = await selectionOf(run, context, args);
    if (!selection) return null;
    const { store } = context.workspace;
    const selected = selectedFields(info);
    const wanted = new Set<ColumnName>(args.columns ?? COLUMN_NAMES);
    const names = COLUMN_NAMES.filter((name) => selected.has(name) && wanted.has(name));
    const ordered = { runId: run.id, method: selection.presentation.method };
    const request = columnsRequest(args, ordered, names.length);
    const { count, columns } = await readColumns(store, selection, names, request, args.encoding);
    const isPaged = selected.has('endCursor') || selected.has('hasNextPage');
    const end = isPaged && count > 0 ? await endOfRows(store, selection, request, count) : null;
    const { order } = request;
    return Object.assign(new InteractionColumns(), columns, {
      count,
      hasNextPage: end?.hasMore ?? false,
      endCursor: end && cursorOf({ ...ordered, order }, end.position),
    });
  }
}

async function readColumns(
  store: Store,
  selection: InteractionSelection,
  names: readonly ColumnName[],
  request: RowsRequest,
  encoding: ColumnEncoding,
): Promise<{ count: number; columns: Columns }> {
  const asNumbers = names.filter((name) => encoding === ColumnEncoding.BASE64 && NUMBER_WIDTHS[name]);
  const asJson = names.filter((name) => !asNumbers.includes(name));
  const columns: Columns = {};
  let count: number | null = null;
  if (asNumbers.length > 0) {
    const read = await readBase64Columns(store, selection, asNumbers, request);
    for (const [index, name] of asNumbers.entries())
      columns[name] = new RawJson([QUOTE, ...read.base64[index]!, QUOTE]);
    count = read.count;
  }
  // Their number is worth reading where nothing else is asked for.
  if (asJson.length > 0 || count === null) {
    const sent = answerColumns(asJson.length > 0 ? asJson : ['sampleIndex'], selection);
    const read = await readJsonColumns(store, selection, [...sent.values()], request);
    for (const [index, name] of asJson.entries()) columns[name] = new RawJson(read.arrays[index]!);
    count = read.count;
  }
  return { count, columns };
}
