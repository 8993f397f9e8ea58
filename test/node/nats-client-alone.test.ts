import assert from 'node:assert/strict';
import { test } from 'node:test';
import { natsClientAlone, natsLicence } from '../../scripts/nats-client-alone.ts';

test('the NATS client alone is one module that needs no other, without what is not used, under its licence', async () => {
  const source = await natsClientAlone();
  assert.match(
    source,
    /^\/\*!\n \* Part of @nats-io\/nats-core \d+\.\d+\.\d+, .*\n.* NATS Authors\. .*Apache License, Version 2\.0/,
  );
  assert.match(natsLicence(), /Apache License\s+Version 2\.0/);
  // The bundler names each module above what came of it.
  assert.match(source, /^\s*\/\/ .*\/lib\/ws_transport\.js$/m);
  assert.doesNotMatch(source, /\/lib\/(?:mod|internal_mod|bench|nkeys|nuid|request|headers)\.js$|tweetnacl/m);
  const alone = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as Record<
    string,
    unknown
  >;
  assert.deepEqual(Object.keys(alone), ['connectNats']);
});
