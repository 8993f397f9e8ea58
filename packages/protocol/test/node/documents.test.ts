import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { endpoints } from '@fechatter/protocol';
import { asyncApiDocument } from '@fechatter/protocol/asyncapi';
import { openApiDocument } from '@fechatter/protocol/openapi';

test('the OpenAPI document passes the linter without a warning', async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [rulesets.oas as never] });
  const findings = await linter.run(openApiDocument() as never);
  assert.deepEqual(
    findings.map((finding) => `${finding.path.join('.')}: ${finding.message}`),
    [],
  );
});

test('the AsyncAPI document passes the parser without an error or warning', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApiDocument()));
  const faults = diagnostics.filter((finding) => (finding.severity as number) <= 1);
  assert.deepEqual(
    faults.map((finding) => `${finding.path.join('.')}: ${finding.message}`),
    [],
  );
  assert.ok(document);
});

test('the OpenAPI document has every route once, and every reference leads somewhere', () => {
  const document = openApiDocument() as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: object };
  };
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((operation) => operation.operationId),
  );
  assert.deepEqual(ids.sort(), [...Object.keys(endpoints), 'events.stream'].sort());
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    assert.ok(
      name !== undefined && Object.hasOwn(document.components.schemas, name),
      `${name} is referred to but missing`,
    );
  }
});
