// A server of the S3 protocol that keeps objects as files: `node s3-server-process.mjs FOLDER BUCKET PORT`.
// Tells its port by IPC and ends with its parent.
import { utimes } from 'node:fs/promises';
import S3rver from '@20minutes/s3rver';

const [folder, bucket, port] = process.argv.slice(2);
const server = new S3rver({
  directory: folder,
  address: '127.0.0.1',
  port: Number(port),
  silent: true,
  vhostBuckets: false,
  configureBuckets: [{ name: bucket }],
});

// S3 gives an object that is copied onto itself a new date; s3rver alone leaves the old one.
const { store } = server;
const copyObject = store.copyObject.bind(store);
store.copyObject = async (...names) => {
  const [, , toBucket, toKey] = names;
  const copied = await copyObject(...names);
  const now = new Date();
  await utimes(store.getResourcePath(toBucket, toKey, 'object'), now, now);
  return { ...copied, 'last-modified': now.toUTCString() };
};

const address = await server.run();
process.on('disconnect', () => process.exit());
process.send(address.port);
