import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError } from '@fechatter/client-sdk';
import { en } from '../../../src/localize/en.ts';
import { errorText, fieldError } from '../../../src/localize/error-text.ts';
import { chooseSpeech, directionOf, textsOf, type HostTexts } from '../../../src/localize/languages.ts';
import { Localizer } from '../../../src/localize/localizer.ts';

describe('the language', () => {
  const cases: readonly (readonly [
    wanted: string[],
    readers: string[],
    speech: readonly [language: string, locale: string],
  ])[] = [
    [['de'], ['en-US'], ['de', 'de']],
    [['de-AT'], ['en-US'], ['de-AT', 'de-AT']],
    [['en'], ['de-DE', 'en-GB'], ['en', 'en-GB']],
    [['zh-CN'], [], ['zh-CN', 'zh-CN']],
    [['zh-Hans'], ['zh-SG'], ['zh-Hans', 'zh-SG']],
    [['zh-TW', 'ja'], [], ['ja', 'ja']],
    [['sv', 'fr-CA', 'en'], [], ['fr-CA', 'fr-CA']],
    [['sv'], ['sv'], ['en', 'en']],
    [['', 'x_y', '*', 'es-419'], [], ['es-419', 'es-419']],
  ];
  for (const [wanted, readers, [language, locale]] of cases)
    test(`of [${wanted.join(', ')}] is ${language}, written as ${locale}`, () => {
      assert.deepEqual(chooseSpeech(wanted, readers), { language, locale });
    });

  test('may be one of the host’s own', () => {
    const texts: HostTexts = { pt: { 'action.save': 'Salvar' } };
    assert.equal(chooseSpeech(['pt-BR', 'de'], [], texts).language, 'pt-BR');
  });

  test('is written from right to left in Arabic, Hebrew, Persian and Urdu', () => {
    for (const tag of ['ar', 'ar-EG', 'he', 'fa-IR', 'ur']) assert.equal(directionOf(tag), 'rtl', tag);
    for (const tag of ['en', 'ja', 'zh', 'de-AT', 'az']) assert.equal(directionOf(tag), 'ltr', tag);
  });
});

describe('the texts', () => {
  const failed = (error: unknown): never => {
    throw error as Error;
  };

  test('of English are there at once, those of other languages when they are loaded', async () => {
    assert.ok(!(textsOf('en-GB', {}, failed) instanceof Promise));
    const german = textsOf('de', {}, failed);
    assert.ok(german instanceof Promise);
    assert.equal((await german)['action.save'], 'Speichern');
  });

  test('of the host stand over ours, those of a region over those of all', async () => {
    const texts: HostTexts = {
      'de-CH': async () => Promise.resolve({ 'action.close': 'Schliessen' }),
      de: { 'action.close': 'Zu', 'action.save': 'Sichern' },
    };
    const swiss = await textsOf('de-CH', texts, failed);
    assert.deepEqual(
      [swiss['action.close'], swiss['action.save'], swiss['action.cancel']],
      ['Schliessen', 'Sichern', 'Abbrechen'],
    );
    assert.equal((await textsOf('de-AT', texts, failed))['action.close'], 'Zu');
  });

  test('that a language of the host leaves out are English', async () => {
    const texts = await textsOf('pt', { pt: { 'action.save': 'Salvar' } }, failed);
    assert.deepEqual([texts['action.save'], texts['action.close']], ['Salvar', en['action.close']]);
  });

  test('that are none, or of another form, are left out, and named', async () => {
    const wrong = { 'action.save': 'Sichern', 'action.sav': 'x', 'channels.unread': 'x', 'action.back': 3 };
    const errors: unknown[] = [];
    const texts = await textsOf('de', { de: wrong as never }, (error) => errors.push(error));
    assert.equal(texts['action.save'], 'Sichern');
    assert.equal(texts['action.back'], 'Zurück');
    assert.equal(errors.length, 1);
    assert.match(String(errors[0]), /texts \(de\).*: action\.sav, channels\.unread, action\.back$/);
  });

  test('that cannot be loaded leave the others, and the failure is told', async () => {
    const errors: unknown[] = [];
    const gone = new Error('404');
    const texts = await textsOf('de', { de: () => Promise.reject(gone) }, (error) => errors.push(error));
    assert.equal(texts['action.save'], 'Speichern');
    assert.deepEqual(errors, [gone]);
  });
});

describe('a localizer', () => {
  const speaking = async (language: string, locale = language): Promise<Localizer> =>
    new Localizer(await textsOf(language, {}, assert.ifError), language, locale);

  test('takes the plural form of its language', async () => {
    const arabic = await speaking('ar');
    const said = [1, 2, 3, 11, 100].map((count) => arabic.t('timeline.newCount', { count }));
    assert.equal(new Set(said.map((text) => text.replace(/\d+/, ''))).size, 4);
    assert.equal(said[1], 'رسالتان جديدتان');
    const french = await speaking('fr');
    assert.equal(french.t('timeline.newCount', { count: 0 }), '0 nouveau message');
  });

  test('calls days and distances as its language does, with a capital where it has them', async () => {
    const german = await speaking('de', 'de-DE');
    const now = new Date(2026, 10, 25, 12).getTime();
    assert.equal(german.day(now, now), 'Heute');
    assert.equal(german.day(new Date(2026, 10, 24, 23).getTime(), now), 'Gestern');
    assert.equal(german.day(new Date(2026, 10, 3).getTime(), now), 'Dienstag, 3. November');
    assert.equal(german.relative(-1, 'week'), 'Vor 1 Woche');
    assert.equal((await speaking('ja')).nearDay(-1), '昨日');
  });

  test('writes numbers and lists as its locale does', async () => {
    const german = await speaking('de', 'de-DE');
    assert.equal(german.t('browser.members', { count: 12_345 }), '12.345 Mitglieder');
    assert.equal(german.names(['Ana', 'Ben', 'Cem']), 'Ana, Ben und Cem');
  });

  test('isolates what is filled in where its direction may be another one', async () => {
    const english = await speaking('en');
    assert.equal(english.t('composer.label', { name: 'Ana' }), 'Message to Ana');
    assert.equal(english.t('composer.label', { name: 'نور' }), 'Message to \u2068نور\u2069');
    const arabic = await speaking('ar');
    assert.equal(arabic.t('composer.label', { name: 'C++ (help)' }), 'رسالة إلى \u2068C++ (help)\u2069');
  });

  test('lets nothing that is filled in turn the sentence round it', async () => {
    const english = await speaking('en');
    const turning = '\u2069\u202egnp.nimda\u2067';
    assert.equal(english.t('composer.label', { name: turning }), 'Message to gnp.nimda\u2067\u2069');
    assert.equal(english.names(['Ana', '\u202eoB']), '\u200eAna and oB');
    // A list of names is whole in itself, and stays as it is within a sentence.
    const list = english.names(['Ana', 'نور']);
    assert.equal(english.t('timeline.seen', { names: list }), `Seen by \u2068${list}\u2069`);
  });

  test('says nothing of a moment that is none', async () => {
    const english = await speaking('en');
    for (const moment of ['', 'yesterday', Number.NaN, '2026-13-45T00:00:00Z'])
      for (const said of [
        english.time(moment),
        english.shortTime(moment),
        english.dateAndTime(moment),
        english.day(moment),
        english.near(moment),
        english.until(String(moment)),
      ])
        assert.equal(said, '');
  });

  test('tells errors of the server by their code, never in the server’s own words', async () => {
    const german = await speaking('de');
    const refused = (code: string): ApiError =>
      new ApiError({
        code,
        status: 400,
        message: 'english',
        retryable: false,
        fields: [{ field: 'body.slug', message: 'english' }],
      });
    assert.equal(
      errorText(german, refused('slug_taken')),
      'Mit dieser Adresse gibt es schon einen Workspace.',
    );
    assert.match(errorText(german, refused('host_token_expired')), /schiefgelaufen.*host_token_expired/);
    assert.equal(fieldError(german, refused('slug_taken'), 'slug'), german.t('error.slug_taken'));
    assert.equal(fieldError(german, refused('invalid_request'), 'slug'), german.t('field.refused'));
    assert.equal(fieldError(german, refused('slug_taken'), 'name'), null);
  });
});
