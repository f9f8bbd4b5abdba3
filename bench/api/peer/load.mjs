// Forked: clients that ask a server the same over and over, each on a connection of its own.
import autocannon from 'autocannon';

process.on('message', ({ url, body, clients, seconds }) => {
  const milliseconds = [];
  let failures = 0;
  const run = autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: clients,
    duration: seconds,
  });
  run.on('response', (_client, status, _bytes, took) => {
    if (status === 200) milliseconds.push(took);
    else failures += 1;
  });
  run.on('reqError', () => (failures += 1));
  run.on('done', ({ duration }) => process.send({ milliseconds, failures, seconds: duration }));
});
