// The full text search of Postgres, with the same permission, counts and page in one statement: plain, and with a
// dictionary of terms with trigrams from which a mistyped word is spelt out before the messages are asked.
import postgres from 'postgres';
import { serve } from '../measure/child.ts';

let client: postgres.Sql;
let workspaceId: string;

export interface TextAnswer {
  readonly milliseconds: number;
  readonly total: number;
  readonly found: readonly string[];
}

export interface TextQuery {
  readonly words: readonly string[];
  readonly from: string | null;
}

const methods = {
  prepare: async (url: string, workspace: string) => {
    client = postgres(url, { max: 1, onnotice: () => undefined });
    workspaceId = workspace;
    await client`create extension if not exists pg_trgm`;
    await client`create extension if not exists fuzzystrmatch`;
    const start = performance.now();
    await client`
      create table plain_text as select id, channel_id, author_id, created_at, to_tsvector('simple', text) as words
      from messages where workspace_id = ${workspaceId}`;
    await client`create index plain_text_words on plain_text using gin (words)`;
    const milliseconds = performance.now() - start;
    await client`create table plain_terms as select word, ndoc from ts_stat('select words from plain_text')`;
    await client`create index plain_terms_word on plain_terms (word text_pattern_ops)`;
    await client`create index plain_terms_trigrams on plain_terms using gin (word gin_trgm_ops)`;
    await client`analyze plain_text`;
    await client`analyze plain_terms`;
    const [size] = await client<
      { bytes: string }[]
    >`select pg_total_relation_size('plain_text')::text as bytes`;
    return { milliseconds, bytes: Number(size?.bytes) };
  },

  ask: async (reader: string, queries: readonly TextQuery[], dictionary: boolean): Promise<TextAnswer[]> => {
    const answers: TextAnswer[] = [];
    for (const query of queries) {
      const start = performance.now();
      const text = dictionary ? await spelt(query.words) : joined(query.words.map((word) => [word]));
      answers.push({ ...(await find(reader, text, query.from)), milliseconds: performance.now() - start });
    }
    return answers;
  },
};

/** A query in the language of Postgres: each word or any of what stands for it; the last one may go on. */
const joined = (words: readonly (readonly string[])[]): string =>
  words
    .map((any, at) => `(${any.map((word) => `'${word}'${at === words.length - 1 ? ':*' : ''}`).join(' | ')})`)
    .join(' & ');

/** Spells out the words that are nowhere, as they are and as a beginning. */
async function spelt(words: readonly string[]): Promise<string> {
  const all: string[][] = [];
  for (const word of words) {
    const [known] = await client`select 1 from plain_terms where word like ${`${word}%`} limit 1`;
    const similar = known
      ? []
      : await client<{ word: string }[]>`
          select word from plain_terms where word % ${word} and levenshtein_less_equal(word, ${word}, 2) <= 2
          order by levenshtein_less_equal(word, ${word}, 2), ndoc desc limit 10`;
    all.push(similar.length === 0 ? [word] : similar.map((row) => row.word));
  }
  return joined(all);
}

async function find(
  reader: string,
  text: string,
  from: string | null,
): Promise<Omit<TextAnswer, 'milliseconds'>> {
  const [row] = await client<{ total: number; found: string[] | null }[]>`
    with hits as materialized (
      select id, channel_id, author_id, created_at, ts_rank(words, query) as rank
      from plain_text, to_tsquery('simple', ${text}) as query
      where words @@ query
        and channel_id in (select channel_id from channel_members where workspace_id = ${workspaceId} and user_id = ${reader})
        and (${from}::text is null or author_id in (select user_id from workspace_members where workspace_id = ${workspaceId} and lower(name) = lower(${from}::text)))
    )
    select (select count(*)::int from hits) as total,
      (select array_agg(id::text) from (select id from hits order by rank desc, created_at desc limit 20) as page) as found,
      (select json_agg(f) from (select author_id, count(*) from hits group by 1 order by 2 desc limit 30) as f) as senders,
      (select json_agg(f) from (select channel_id, count(*) from hits group by 1 order by 2 desc limit 30) as f) as channels,
      (select json_agg(f) from (select date_trunc('month', created_at), count(*) from hits group by 1 order by 1 desc) as f) as months`;
  return { total: row?.total ?? 0, found: row?.found ?? [] };
}

export type PostgresText = typeof methods;

serve(methods);
