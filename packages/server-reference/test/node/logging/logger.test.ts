import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'node:test';
import { createLogger, type LogLevel } from '../../../src/logging/logger.ts';

function capture(options: { readonly readable?: boolean; readonly level?: LogLevel } = {}) {
  const lines: string[] = [];
  return {
    lines,
    logger: createLogger({ destination: { write: (line) => void lines.push(line) }, ...options }),
  };
}

test('a line is one JSON object with the time in UTC, the level and the fields', () => {
  const { lines, logger } = capture();
  logger.child({ requestId: 'r-1' }).warn({ status: 404 }, 'request\nwith a "line break"');
  assert.equal(lines.length, 1);
  assert.ok(!lines.join('').trimEnd().includes('\n'));
  const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(line, {
    level: 'warn',
    requestId: 'r-1',
    status: 404,
    msg: 'request\nwith a "line break"',
  });
});

test('secrets are not written out, wherever they stand', () => {
  const { lines, logger } = capture();
  const secrets = {
    authorization: 'geheim',
    cookie: 'geheim',
    password: 'geheim',
    token: 'geheim',
    refreshToken: 'geheim',
    accessToken: 'geheim',
    secret: 'geheim',
    inviteCode: 'geheim',
  };
  logger.info(
    {
      ...secrets,
      headers: { ...secrets, accept: '*/*' },
      request: { body: { ...secrets, newPassword: 'geheim' } },
    },
    'request',
  );
  assert.ok(!lines.join('').includes('geheim'), lines.join(''));
  assert.ok(lines.join('').includes('*/*'));

  const failed = Object.assign(new Error('failed'), { ...secrets, request: { headers: secrets } });
  logger.error({ error: failed }, 'failed');
  logger.child({ ...secrets, session: secrets }).info({ list: [1] }, 'child');
  assert.ok(!lines.join('').includes('geheim'), lines.join(''));
  assert.match(lines[1] ?? '', /failed/);
});

test('an error is written with its stack and its cause, and levels below the chosen one are left out', () => {
  const { lines, logger } = capture({ level: 'warn' });
  logger.info({}, 'not wanted');
  logger.error({ error: new Error('outside', { cause: new Error('inside') }) }, 'failed');
  assert.equal(lines.length, 1);
  const { error } = JSON.parse(lines[0] ?? '') as { error: { stack: string; message: string } };
  assert.match(error.stack, /outside[\s\S]*inside/);
});

test('for people a line is readable', () => {
  const { lines, logger } = capture({ readable: true });
  logger.info({ status: 200, route: 'GET /' }, 'request');
  assert.match(
    stripVTControlCharacters(lines.join('')),
    /^\d\d:\d\d:\d\d info {2}request status=200 route=GET \/\n$/,
  );
});
