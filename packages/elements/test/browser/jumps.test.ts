import { expect } from '@open-wc/testing';
import type { FeMessage } from '../../src/messages/message.ts';
import { dateMarks, startOfDay } from '../../src/messages/dates/days.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { allInside, eventually, inside, mountChat, press, settled, textOf, type Mounted } from './support.ts';

const way = (it: Mounted, text: string): HTMLElement | undefined =>
  allInside(it.timeline, '.way').find((button) => button.textContent.includes(text));

/** The message at the top of what is seen, and where it is. */
function read(it: Mounted): readonly [number, number] {
  const { top } = it.scroller.getBoundingClientRect();
  const row = it.rows().find((candidate) => candidate.getBoundingClientRect().top >= top);
  return [row?.item?.message.index ?? 0, row?.getBoundingClientRect().top ?? NaN];
}

const inSight = (it: Mounted, index: number): FeMessage => {
  const row = it.rows().find(({ item }) => item?.message.index === index);
  if (row === undefined) throw new Error(`Message ${index} is not in the page.`);
  const view = it.scroller.getBoundingClientRect();
  expect(row.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
  return row;
};

/** A year of one message a day. */
const daily = {
  prepare: ({
    world,
    channels,
    people,
  }: Parameters<NonNullable<Parameters<typeof mountChat>[0]>['prepare'] & object>[0]): void => {
    for (let day = 0; day < 365; day += 1)
      world.accept(
        {
          ...world.compose(channels.long.id, people.bo.id, `day ${day}`),
          createdAt: new Date(2025, 2, 1 + day, 12).toISOString(),
        },
        { read: true },
      );
  },
  channel: 'a-channel-with-a-name-that-is-really-much-too-long-for-any-list',
};

describe('a jump', () => {
  it('leads back to the very pixel from where one came', async () => {
    const it = await mountChat();
    it.scroller.scrollTop = it.scroller.scrollHeight - it.scroller.clientHeight - 700;
    await settled(it.timeline);
    await settled(it.timeline);
    const [index, top] = read(it);
    expect(way(it, 'Back')).to.equal(undefined);
    await it.timeline.jumpTo(20);
    await settled(it.timeline);
    inSight(it, 20);
    await it.timeline.jumpTo(150);
    await settled(it.timeline);
    way(it, 'Back')?.click();
    await settled(it.timeline);
    inSight(it, 20);
    way(it, 'Back')?.click();
    await settled(it.timeline);
    await settled(it.timeline);
    const [there, at] = read(it);
    expect(there).to.equal(index);
    expect(Math.abs(at - top)).to.be.below(1);
    expect(way(it, 'Back')).to.equal(undefined);
  });

  it('to the newest message leads back, too', async () => {
    const it = await mountChat();
    await it.timeline.jumpTo(60);
    await settled(it.timeline);
    way(it, 'Jump to newest')?.click();
    await settled(it.timeline);
    expect(it.rows().at(-1)?.item?.message.index).to.equal(it.state.store.get().items.at(-1)?.message.index);
    way(it, 'Back')?.click();
    await settled(it.timeline);
    inSight(it, 60);
  });

  it('goes from an answer to what it answers', async () => {
    const it = await mountChat();
    const answer = it.rows().find(({ item }) => item?.message.replyTo != null);
    const index = answer?.item?.message.replyTo?.index ?? 0;
    inside(answer ?? null, '.quote')?.click();
    await settled(it.timeline);
    expect(inSight(it, index).highlighted).to.equal(true);
    expect(way(it, 'Back')).to.not.equal(undefined);
  });

  it('to the first unread message is offered when that is further up, and its line stays', async () => {
    const it = await mountChat({
      prepare: ({ world, channels }) => {
        world.markRead(channels.general.id, 100);
      },
    });
    expect(way(it, 'First unread'), 'it is in sight').to.equal(undefined);
    await it.timeline.jumpTo(200);
    await settled(it.timeline);
    way(it, 'First unread')?.click();
    await settled(it.timeline);
    expect(inSight(it, 101).previousElementSibling?.className).to.equal('unread-line');
    await it.timeline.jumpToNewest();
    await eventually(
      () => it.client.store.get().channels.get(it.seeded.channels.general.id)?.unread === 0,
      'read',
    );
    await it.timeline.jumpTo(102);
    await settled(it.timeline);
    expect(allInside(it.timeline, '.unread-line')).to.have.length(1);
    expect(way(it, 'First unread'), 'all is read').to.equal(undefined);
  });

  it('that fails says so, leaves one where one was, and can be tried again', async () => {
    const it = await mountChat();
    const [index] = read(it);
    const errors: unknown[] = [];
    it.chat.addEventListener('fe-error', ({ detail }) => errors.push(detail.error));
    it.seeded.world.failures.push(new FakeError('network'));
    await it.timeline.jumpTo(20);
    await settled(it.timeline);
    expect(errors).to.have.length(1);
    expect(read(it)[0]).to.equal(index);
    const problem = inside(it.timeline, '.ways .problem');
    expect(textOf(problem)).to.contain('The way there could not be found.');
    expect(way(it, 'Back'), 'nothing to come back from').to.equal(undefined);
    problem?.querySelector('button')?.click();
    await settled(it.timeline);
    inSight(it, 20);
    expect(inside(it.timeline, '.ways .problem')).to.equal(null);
  });
});

describe('a day', () => {
  it('has its name on the hairline that begins it', async () => {
    const it = await mountChat();
    const day = allInside(it.timeline, '.day').at(-1) as HTMLElement;
    it.scroller.scrollTop -= it.scroller.getBoundingClientRect().top - day.getBoundingClientRect().top + 100;
    await settled(it.timeline);
    const pill = (day.querySelector('.day-line button') as HTMLElement).getBoundingClientRect();
    const line = day.getBoundingClientRect().top + parseFloat(getComputedStyle(day, '::before').top);
    expect(line).to.be.closeTo((pill.top + pill.bottom) / 2, 1);
  });

  it('is gone to by its date, at its first message', async () => {
    const it = await mountChat(daily);
    await it.timeline.jumpToDate('2025-06-15');
    await settled(it.timeline);
    const row = it.rows().find(({ item }) => item?.message.text === 'day 106');
    expect(inSight(it, row?.item?.message.index ?? 0)).to.equal(row);
    await it.timeline.jumpToDate(new Date(2024, 0, 1));
    await settled(it.timeline);
    inSight(it, 1);
    await it.timeline.jumpToDate(new Date(2090, 0, 1));
    await settled(it.timeline);
    expect(it.rows().at(-1)?.item?.message.index).to.equal(365);
  });

  it('is chosen in a dialog, which one leaves at the message of that day', async () => {
    const it = await mountChat(daily);
    allInside(it.timeline, '.day-line button').at(-1)?.click();
    await eventually(() => inside(it.timeline, 'fe-date-dialog') !== null);
    const dialog = inside(it.timeline, 'fe-date-dialog');
    await eventually(
      () => (inside(dialog, 'input') as HTMLInputElement | null)?.min === '2025-03-01',
      'its limits',
    );
    const field = inside(dialog, 'input') as HTMLInputElement;
    expect(field.value).to.equal('2026-02-28');
    field.value = '2025-03-20';
    inside(dialog, 'button[type=submit]')?.click();
    await eventually(() => inside(it.timeline, 'fe-date-dialog') === null, 'closed');
    await settled(it.timeline);
    const row = inSight(it, 20);
    expect(it.timeline.shadowRoot?.activeElement === row).to.equal(true);
  });

  it('says in the dialog when it could not be looked for', async () => {
    const it = await mountChat(daily);
    await it.timeline.chooseDate();
    await settled(it.timeline);
    const dialog = inside(it.timeline, 'fe-date-dialog');
    it.seeded.world.failures.push(new FakeError('network'));
    inside(dialog, 'li:last-child button')?.click();
    await eventually(() => textOf(inside(dialog, '.error')).includes('no connection'));
    inside(dialog, 'li:last-child button')?.click();
    await eventually(() => inside(it.timeline, 'fe-date-dialog') === null, 'closed');
    await settled(it.timeline);
    inSight(it, 1);
  });

  it('is reached along the rail, by pointer and by keys', async () => {
    const it = await mountChat(daily);
    await it.timeline.jumpTo(300);
    await eventually(
      () => inside(inside(it.timeline, 'fe-date-rail'), '.rail') !== null,
      'the rail is there',
    );
    const rail = inside(inside(it.timeline, 'fe-date-rail'), '.rail') as HTMLElement;
    await settled(it.timeline);
    expect(rail.getAttribute('aria-valuetext')).to.match(/2025/);
    const names = allInside(inside(it.timeline, 'fe-date-rail'), '.mark .name').map(textOf);
    expect(names).to.include.members(['2026', 'Jun']);
    rail.focus();
    press(rail, 'Home');
    await eventually(() => read(it)[0] < 20, 'at the beginning');
    expect(rail.getAttribute('aria-valuetext')).to.equal('March 2025');
    const box = rail.getBoundingClientRect();
    const at = {
      clientX: box.left + 8,
      clientY: box.top + box.height / 2,
      button: 0,
      pointerId: 1,
      bubbles: true,
    };
    rail.setPointerCapture = () => {};
    rail.dispatchEvent(new PointerEvent('pointerdown', at));
    rail.dispatchEvent(new PointerEvent('pointerup', at));
    await eventually(() => it.rows().some(({ item }) => item?.message.index === 183), 'half way');
    await settled(it.timeline);
    inSight(it, 183);
    way(it, 'Back')?.click();
    await settled(it.timeline);
    expect(read(it)[0]).to.be.below(20);
  });

  it('begins at midnight of the reader, and marks are days, months or years', () => {
    expect(startOfDay('2026-05-03').getTime()).to.equal(new Date(2026, 4, 3).getTime());
    expect(startOfDay(new Date(2026, 4, 3, 23, 59)).getTime()).to.equal(new Date(2026, 4, 3).getTime());
    expect(() => startOfDay('soon')).to.throw(RangeError);
    const units = (from: Date, to: Date): string => {
      const marks = dateMarks(from, to);
      return `${marks.length} ${marks[0]?.unit ?? ''}`;
    };
    const moment = new Date(2020, 4, 3, 10);
    expect(units(moment, moment)).to.equal('1 day');
    expect(units(moment, new Date(2020, 4, 13))).to.equal('11 day');
    expect(units(moment, new Date(2021, 4, 13))).to.equal('13 month');
    expect(units(moment, new Date(2029, 4, 13))).to.equal('10 year');
    expect(dateMarks(moment, new Date(2020, 4, 5, 1)).map(({ at }) => at.getTime())).to.deep.equal([
      moment.getTime(),
      new Date(2020, 4, 4).getTime(),
      new Date(2020, 4, 5).getTime(),
    ]);
  });
});
