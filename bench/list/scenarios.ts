import { PAGE, type List } from './list.ts';
import { distanceFromEnd, frame, paintedTop, readRow, watch, type Watched } from './watch.ts';

/** What one scenario measured: by name, in ms, pixels or a number of things. */
export type Figures = Readonly<Record<string, number>>;

/** So near the end counts as there: below the last row is a little space. */
const AT_END = 40;
/** Nothing that is measured takes longer than so many frames. */
const PATIENCE = 300;

async function until(condition: () => boolean): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < PATIENCE && !condition(); count += 1) await frame();
  return condition() ? performance.now() - start : Number.NaN;
}

async function opened(list: List, box: HTMLElement): Promise<number> {
  const start = performance.now();
  list.open(box);
  await until(() => distanceFromEnd(list) < AT_END);
  const time = performance.now() - start;
  // Some lists come to rest later.
  for (let count = 0; count < 20; count += 1) await frame();
  return distanceFromEnd(list) < AT_END ? time : Number.NaN;
}

const scrollBy = (list: List, pixels: number): number => {
  const scroller = list.scroller();
  const before = scroller.scrollTop;
  scroller.scrollTop -= pixels;
  return before - scroller.scrollTop;
};

/** Leaves the newest, as somebody does who reads what was said before. */
async function readAbove(list: List): Promise<void> {
  for (let count = 0; count < 8; count += 1) {
    scrollBy(list, 150);
    await frame();
  }
  for (let count = 0; count < 10; count += 1) await frame();
}

const still = (watched: Watched, name: string): Figures => ({
  [`${name}: moved, px`]: watched.shift,
  [`${name}: blank frames`]: watched.blank,
  [`${name}: worst frame, ms`]: watched.worstFrame,
  [`${name}: rows`]: watched.rows,
});

export const scenarios: Readonly<Record<string, (list: List, box: HTMLElement) => Promise<Figures>>> = {
  open: async (list, box) => {
    const times: number[] = [];
    let rows = 0;
    for (let round = 0; round < 7; round += 1) {
      times.push(await opened(list, box));
      rows = Math.max(rows, list.rows().length);
      list.close();
      await frame();
    }
    return {
      'open: first, ms': times[0] ?? Number.NaN,
      'open: usual, ms': times.sort((a, b) => a - b)[3] ?? Number.NaN,
      'open: rows': rows,
    };
  },

  prepend: async (list, box) => {
    await opened(list, box);
    await readAbove(list);
    list.scroller().scrollTop = 30;
    await until(() => list.rows().length > 0);
    for (let count = 0; count < 10; count += 1) await frame();
    list.scroller().scrollTop = 30;
    await frame();
    const watched = await watch(list, 30, (count) => {
      if (count === 5) void list.prepend();
      return 0;
    });
    return still(watched, 'prepend');
  },

  append: async (list, box) => {
    await opened(list, box);
    let away = 0;
    await watch(list, 30, () => {
      away = Math.max(away, distanceFromEnd(list));
      list.append();
      return 0;
    });
    await frame();
    away = Math.max(away, distanceFromEnd(list));
    await readAbove(list);
    const reading = await watch(list, 30, () => {
      list.append();
      return 0;
    });
    return {
      'append, following: from the end, px': away < AT_END ? 0 : away,
      ...still(reading, 'append, reading'),
    };
  },

  grow: async (list, box) => {
    await opened(list, box);
    const gap = distanceFromEnd(list);
    let away = 0;
    for (let count = 0; count < 40; count += 1) {
      list.grow(' word after word'.repeat(3));
      await frame();
      await frame();
      away = Math.max(away, Math.abs(distanceFromEnd(list) - gap));
    }
    await readAbove(list);
    const reading = await watch(list, 30, () => {
      list.grow(' word after word'.repeat(3));
      return 0;
    });
    return { 'grow, following: from the end, px': away, ...still(reading, 'grow, reading') };
  },

  images: async (list, box) => {
    await opened(list, box);
    await readAbove(list);
    const { top } = list.scroller().getBoundingClientRect();
    const above = list.rows().filter((row) => row.getBoundingClientRect().top < top);
    const before = readRow(list);
    const loads = above.slice(-4).map(async (row) => {
      const image = document.createElement('img');
      image.src = URL.createObjectURL(new Blob([picture], { type: 'image/svg+xml' }));
      row.shadowRoot?.querySelector('.content')?.append(image);
      await image.decode().catch(() => {});
    });
    const tops: number[] = [];
    const watching = watch(list, 30, () => 0);
    const painting = (async () => {
      for (let count = 0; count < 30; count += 1) tops.push(await paintedTop(list, before));
    })();
    await Promise.all(loads);
    const watched = await watching;
    await painting;
    const shift = Math.max(
      ...tops.map((top) => (Number.isNaN(top) ? list.scroller().clientHeight : Math.abs(top - before.top))),
    );
    return { 'late images: images above': loads.length, ...still({ ...watched, shift }, 'late images') };
  },

  jump: async (list, box) => {
    await opened(list, box);
    const view = list.scroller().getBoundingClientRect();
    const seen = (index: number): boolean => {
      const row = list.rows().find(({ item }) => item?.message.index === index);
      const boxOfRow = row?.getBoundingClientRect();
      return boxOfRow !== undefined && boxOfRow.top < view.bottom && boxOfRow.bottom > view.top;
    };
    const there: number[] = [];
    const back: number[] = [];
    let lost = 0;
    for (const target of [50_000, 20_000, 80_000]) {
      const start = performance.now();
      void list.jumpTo(target);
      await until(() => seen(target));
      there.push(performance.now() - start);
      for (let count = 0; count < 20; count += 1) await frame();
      if (!seen(target)) lost += 1;
      const returned = performance.now();
      void list.toNewest();
      await until(() => distanceFromEnd(list) < AT_END);
      back.push(performance.now() - returned);
      for (let count = 0; count < 20; count += 1) await frame();
    }
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[1] ?? Number.NaN;
    return { 'jump: there, ms': middle(there), 'jump: back, ms': middle(back), 'jump: lost': lost };
  },

  /** Opened, and at rest. */
  rest: async (list, box) => {
    await opened(list, box);
    for (let count = 0; count < 40; count += 1) await frame();
    return {};
  },

  /** Of a list at rest. */
  fling: async (list) => {
    let speed = 0;
    const watched = await watch(list, 240, (count) => {
      // Four flings, each as fast as a finger gives, and then slower as the page does.
      speed = count % 60 === 0 ? 260 : speed * 0.95;
      return scrollBy(list, Math.round(speed));
    });
    return still(watched, 'fling');
  },

  /** Opened, with as many messages and rows as a list keeps: 3,000 have come. */
  full: async (list, box) => {
    await opened(list, box);
    return flooded(list, 3_000);
  },

  /** Half an hour in a busy channel, all of it seen. */
  flood: (list) => flooded(list, 10_000),
};

async function flooded(list: List, messages: number): Promise<Figures> {
  let rows = 0;
  for (let count = 0; count < messages; count += 1) {
    list.append();
    if (count % PAGE === 0) {
      await frame();
      rows = Math.max(rows, list.rows().length);
    }
  }
  await frame();
  return { 'flood: rows': rows };
}

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="teal"/></svg>';
