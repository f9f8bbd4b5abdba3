import { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import type { Served } from '../../schema/context.js';
import { ENSEMBLE } from '../actions/ensembles/ensemble-kind.js';
import { requireNamed } from '../actions/named.js';
import { ROUTING } from '../actions/routings/save-routing.js';
import { exportSubset, SUBSET_FORMATS } from '../actions/subsets/export-subset.js';
import { requireSubset } from '../actions/subsets/require-subset.js';
import { ROW_FORMATS } from '../store/copy/send-rows.js';
import { sendRouting } from '../store/routings/send-routing.js';
import { FILE_TYPES, sendFile } from './send-file.js';

/**
 * What is kept, as files: `/subsets/ID/samples.csv`, `.ndjson` and `.npy`, `/routings/ID/samples.csv` and `.ndjson`,
 * `/ensembles/ID/predictions.npy`; by id or unambiguous name.
 */
export function keptExports({ workspace, datasets }: Served, report: (error: unknown) => void): Router {
  const { store } = workspace;
  const router = Router();
  for (const format of SUBSET_FORMATS) {
    router.get(`/subsets/:subset/samples.${format}`, async ({ params }: Request, response: Response) => {
      const subset = await requireSubset(store, String(params['subset']), 'subset');
      const [dataset] = await datasets.byId([subset.datasetId]);
      const rows = await exportSubset(store, subset, dataset!, format);
      await sendFile(rows, response, { name: `subset-${subset.id}.${format}`, type: FILE_TYPES[format] }, report); // prettier-ignore
    });
  }
  for (const format of ROW_FORMATS) {
    router.get(`/routings/:routing/samples.${format}`, async ({ params }: Request, response: Response) => {
      const routing = await requireNamed(store, ROUTING, String(params['routing']), 'routing');
      const [dataset] = await datasets.byId([routing.datasetId]);
      const rows = await sendRouting(store, routing, dataset!, format);
      await sendFile(rows, response, { name: `routing-${routing.id}.${format}`, type: FILE_TYPES[format] }, report); // prettier-ignore
    });
  }
  router.get('/ensembles/:ensemble/predictions.npy', async ({ params }: Request, response: Response) => {
    const ensemble = await requireNamed(store, ENSEMBLE, String(params['ensemble']), 'ensemble');
    const bytes = Readable.from([await workspace.blobs.get(ensemble.sha256)], { objectMode: false });
    await sendFile(bytes, response, { name: `ensemble-${ensemble.id}.npy`, type: FILE_TYPES.npy }, report);
  });
  return router;
}
