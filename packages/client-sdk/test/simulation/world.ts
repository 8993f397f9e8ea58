import { createChatClient, type ChatClient } from '@fechatter/client-sdk';
import { createTestServer, TestClock, type TestServer } from '@fechatter/client-sdk/testing';
import type { Channel, MessageId, User, UserId } from '@fechatter/protocol';
import { SimulatedDevice } from './device.ts';
import { quiescence } from './quiescence.ts';
import type { Schedule, Step } from './schedule.ts';
import { SimulatedTab } from './tab.ts';

const MOST_TABS = 9;
/** After which the client judges whether a connection is dead (C10). */
const SILENCE_MS = 35_000;

/** A message that somebody was told is on its way. */
export interface Sent {
  readonly id: MessageId;
  readonly text: string;
  readonly author: UserId;
  readonly channel: Channel;
  readonly device: SimulatedDevice;
  readonly tab: SimulatedTab;
  isAccepted: boolean;
  /** Whether it was refused at any time: then it is the person who says when it goes out. */
  wasRefused: boolean;
  /** Why nobody can ask for it any more: they took it back, or were told that it may be lost. */
  givenUp: string | null;
}

/** Several people with several devices and tabs, one server, and beside each person a client that nothing ever happens to. */
export class World {
  readonly server: TestServer;
  readonly people: readonly User[];
  readonly channels: readonly Channel[];
  readonly devices: readonly SimulatedDevice[];
  readonly witnesses: readonly ChatClient[];
  readonly sent: Sent[] = [];
  /** Who was ever signed in on which device. */
  readonly signedIn = new Map<SimulatedDevice, Set<User>>();
  tabs: SimulatedTab[] = [];
  readonly #owners: readonly User[];
  readonly #seed: number;
  #opened = 0;
  #said = 0;

  private constructor({ seed }: Schedule) {
    this.#seed = seed;
    const server = createTestServer({ clock: new TestClock({ settle: quiescence }), seed });
    this.server = server;
    const { workspace } = server;
    const [ada, bob, carol] = ['ada', 'bob', 'carol'].map((name) => workspace.addUser(name)) as [
      User,
      User,
      User,
    ];
    this.people = [ada, bob, carol];
    this.channels = [
      workspace.addChannel('general', { members: [ada, bob, carol] }),
      workspace.addChannel('random', { members: [bob, ada] }),
      workspace.addChannel('side', { members: [carol, ada] }),
    ];
    this.devices = ['laptop', 'desk', 'phone', 'tablet'].map(
      (name, at) => new SimulatedDevice(name, server, seed + at),
    );
    this.#owners = [ada, bob, ada, carol];
    this.witnesses = this.people.map((person) => createChatClient(server.clientOptions(person)));
    for (const [at, witness] of this.witnesses.entries())
      witness.store.select(
        (state) => state.channels,
        (now, before) => {
          for (const id of before.keys()) if (!now.has(id)) this.#left(this.people[at]!, id);
        },
      );
  }

  /** Who leaves a channel takes back what is on its way there. */
  #left({ id }: User, channelId: string): void {
    for (const sent of this.sent)
      if (sent.author === id && sent.channel.id === channelId) sent.givenUp ??= 'left the channel';
  }

  static async start(schedule: Schedule): Promise<World> {
    const world = new World(schedule);
    for (const witness of world.witnesses) {
      void witness.connection.connect();
      for (const channel of world.channels)
        witness.channels
          .timeline(channel.id)
          .open()
          .catch(() => {});
    }
    for (const device of [0, 1, 2, 3, 0, 1]) await world.openTab(device);
    for (const tab of world.tabs) if (tab.userId === null) await world.signIn(tab, world.ownerOf(tab.device));
    await world.wait(2_000);
    return world;
  }

  ownerOf(device: SimulatedDevice): User {
    return this.#owners[this.devices.indexOf(device)]!;
  }

  async openTab(device: number): Promise<SimulatedTab> {
    this.#opened += 1;
    const tab = new SimulatedTab(
      this.devices[device % this.devices.length]!,
      this.server,
      this.#seed + this.#opened,
    );
    this.tabs.push(tab);
    await quiescence();
    return tab;
  }

  async signIn(tab: SimulatedTab, person: User): Promise<void> {
    const people = this.signedIn.get(tab.device) ?? new Set();
    this.signedIn.set(tab.device, people.add(person));
    tab.client.auth.signIn({ email: `${person.name}@example.com`, password: 'secret' }).then(
      () => tab.client.connection.connect().catch(() => {}),
      () => {},
    );
    await quiescence();
  }

  wait(milliseconds: number): Promise<void> {
    return this.server.clock.advance(milliseconds);
  }

  /** Does one step, and lets everything happen that follows at once. */
  async do(step: Step): Promise<void> {
    const lost = this.#lostFrames();
    await this.#act(step);
    await quiescence();
    // No transport loses a frame and then ends as if it had not: the heartbeat that tells of it comes before (C11).
    if (this.#lostFrames() > lost) this.server.heartbeat();
    await quiescence();
    this.#noteLost();
  }

  async #act(step: Step): Promise<void> {
    switch (step.do) {
      case 'send': {
        this.#with(step, (tab, channel) => this.#send(tab, channel));
        return;
      }
      case 'edit':
      case 'delete': {
        this.#with(step, (tab, channel) => this.#change(tab, channel, step));
        return;
      }
      case 'retry':
      case 'discard': {
        this.#with(step, (tab, channel) => this.#decide(tab, channel, step.do));
        return;
      }
      case 'read': {
        this.#with(step, (tab, channel) => {
          const last = tab.items(channel).findLast(({ message }) => message.index > 0)?.message.index ?? 0;
          tab
            .timeline(channel)
            .markRead(Math.max(0, last - step.back))
            .catch(() => {});
        });
        return;
      }
      case 'join': {
        this.#with(step, (tab, channel) => void tab.client.channels.join(channel.id).catch(() => {}));
        return;
      }
      case 'leave': {
        this.#with(step, (tab, channel) => void tab.client.channels.leave(channel.id).catch(() => {}));
        return;
      }
      case 'sign-out': {
        this.#with(step, (tab) => {
          if (step.unsent === 'discard')
            for (const sent of this.sent)
              if (sent.author === tab.userId && sent.device === tab.device)
                sent.givenUp ??= 'discarded at sign-out';
          tab.client.auth.signOut({ unsent: step.unsent }).catch(() => {});
        });
        return;
      }
      case 'sign-in': {
        const tab = this.#tab(step.tab);
        if (tab?.isRunning !== true || tab.userId !== null) return;
        const person = step.person % 4 === 3 ? this.people[step.person % 3]! : this.ownerOf(tab.device);
        return this.signIn(tab, person);
      }
      case 'open-tab':
        if (this.tabs.length < MOST_TABS) await this.openTab(step.device);
        return;
      case 'kill':
      case 'reload': {
        const tab = this.#tab(step.tab);
        if (tab === undefined) return;
        this.#noteLostWith(tab);
        tab.device.sends.forget(tab);
        tab.tab.close();
        this.tabs = this.tabs.filter((other) => other !== tab);
        if (step.do === 'reload') await this.openTab(this.devices.indexOf(tab.device));
        return;
      }
      case 'freeze': {
        const tab = this.#tab(step.tab);
        tab?.tab.freeze();
        if (tab !== undefined) tab.device.sends.forget(tab);
        return;
      }
      case 'thaw': {
        this.#thaw(this.#tab(step.tab));
        return;
      }
      default:
        return this.#befall(step);
    }
  }

  async #befall(step: Exclude<Step, { tab: number } | { do: 'open-tab' }>): Promise<void> {
    const { server } = this;
    switch (step.do) {
      case 'fault': {
        this.#device(step.device).add(step.rule);
        return;
      }
      case 'offline':
      case 'online': {
        const device = this.#device(step.device);
        device.faults.offline = step.do === 'offline';
        if (step.told) this.#tell(device, step.do);
        return;
      }
      case 'break-streams':
        this.#device(step.device).faults.breakStreams();
        return;
      case 'silence-streams':
        this.#device(step.device).faults.silenceStreams();
        return;
      case 'expire-tokens':
        server.expireAccessTokens();
        for (const { faults } of this.devices) faults.breakStreams();
        return;
      case 'crash': {
        server.stop();
        return;
      }
      case 'start': {
        server.start();
        return;
      }
      case 'new-epoch': {
        server.loseLog('replace');
        return;
      }
      case 'trim-log': {
        server.loseLog('trim');
        return;
      }
      case 'jump': {
        const device = this.#device(step.device);
        device.jump(step.milliseconds);
        for (const tab of this.#tabsOf(device)) tab.streams.startAnew(step.milliseconds < 0 ? SILENCE_MS : 0);
        return;
      }
      case 'storage': {
        const device = this.#device(step.device);
        device.hadStorageFault = true;
        device.browser.storage.set(step.fault);
        return;
      }
      case 'wipe': {
        const device = this.#device(step.device);
        device.hadStorageFault = true;
        for (const sent of this.#unsentOf(device))
          if (!this.#isKnownTo(device, sent)) sent.givenUp ??= 'deleted from outside while no tab knew it';
        return device.browser.storage.wipe();
      }
      case 'corrupt':
        this.#device(step.device).hadStorageFault = true;
        return this.#device(step.device).browser.storage.corrupt('fechatter-');
      case 'wait':
        return this.wait(step.milliseconds);
    }
  }

  /** Everything is well again from now on. */
  async heal(): Promise<void> {
    this.server.start();
    for (const device of this.devices) {
      device.faults.clear();
      device.browser.storage.set(null);
      this.#tell(device, 'online');
    }
    for (const tab of this.tabs) this.#thaw(tab);
    await quiescence();
    for (const [device, people] of this.signedIn) {
      for (const person of people) {
        if (this.#tabsOf(device).some(({ userId }) => userId === person.id)) continue;
        const free = this.#tabsOf(device).find(({ userId }) => userId === null);
        await this.signIn(free ?? (await this.openTab(this.devices.indexOf(device))), person);
      }
    }
  }

  /** Opens what was closed by a sign-out, or could not be opened because it was not to be seen then. */
  openTimelines(): void {
    for (const client of [...this.witnesses, ...this.tabs.map((tab) => tab.client)]) {
      for (const { id } of this.channels) {
        const timeline = client.channels.timeline(id);
        if (['idle', 'failed'].includes(timeline.store.get().status)) timeline.open().catch(() => {});
      }
    }
  }

  dispose(): void {
    for (const { client } of this.tabs) client.dispose();
    for (const witness of this.witnesses) witness.dispose();
  }

  #lostFrames(): number {
    return this.devices.reduce(
      (sum, { faults }) => sum + faults.count('drop-frame') + faults.count('reorder-frames'),
      0,
    );
  }

  /** The tab that a step names, if somebody uses it. */
  #tab(number: number): SimulatedTab | undefined {
    return this.tabs[number % Math.max(1, this.tabs.length)];
  }

  #device(number: number): SimulatedDevice {
    return this.devices[number % this.devices.length]!;
  }

  #tabsOf(device: SimulatedDevice): SimulatedTab[] {
    return this.tabs.filter((tab) => tab.device === device);
  }

  #tell(device: SimulatedDevice, change: 'online' | 'offline' | 'wake'): void {
    for (const tab of this.#tabsOf(device)) tab.streams.woken();
    device.network.change(change);
  }

  #thaw(tab: SimulatedTab | undefined): void {
    if (tab?.tab.state !== 'frozen') return;
    tab.streams.startAnew();
    tab.tab.thaw();
    this.#tell(tab.device, 'wake');
  }

  /** Does something in a tab that runs and in which somebody is signed in. */
  #with(
    step: { readonly tab: number; readonly channel?: number },
    act: (tab: SimulatedTab, channel: Channel) => void,
  ): void {
    const tab = this.#tab(step.tab);
    if (tab?.isRunning !== true || tab.userId === null) return;
    act(tab, this.channels[(step.channel ?? 0) % this.channels.length]!);
  }

  #send(tab: SimulatedTab, channel: Channel): void {
    this.#said += 1;
    const text = `message ${this.#said}`;
    const timeline = tab.timeline(channel);
    const promise = timeline.send({ text });
    const item = timeline.store.get().items.findLast(({ message }) => message.text === text);
    const author = tab.userId;
    if (author === null) return;
    const id = item?.message.id ?? '';
    const person = this.people.find((other) => other.id === author);
    const isMember =
      person !== undefined &&
      this.server.workspace.snapshot(person).channels.some((other) => other.id === channel.id);
    const sent: Sent = {
      id,
      text,
      author,
      channel,
      device: tab.device,
      tab,
      isAccepted: false,
      wasRefused: false,
      givenUp: isMember ? null : 'was no member',
    };
    this.sent.push(sent);
    promise.then(
      () => (sent.isAccepted = true),
      () => (sent.wasRefused = true),
    );
  }

  #change(
    tab: SimulatedTab,
    channel: Channel,
    step: { readonly do: 'edit' | 'delete'; readonly message: number },
  ): void {
    const own = tab
      .items(channel)
      .filter(({ message }) => message.authorId === tab.userId && message.deletedAt === null);
    const item = own[step.message % Math.max(1, own.length)];
    if (item === undefined) return;
    const { id, text } = item.message;
    if (step.do === 'edit') {
      this.#said += 1;
      tab
        .timeline(channel)
        .edit(id, `${text.split('|')[0] ?? ''}|${this.#said}`)
        .catch(() => {});
    } else {
      for (const sent of this.sent) if (sent.id === id) sent.givenUp ??= 'deleted';
      tab
        .timeline(channel)
        .delete(id)
        .catch(() => {});
    }
  }

  #decide(tab: SimulatedTab, channel: Channel, what: 'retry' | 'discard'): void {
    const failed = tab
      .items(channel)
      .find(({ delivery, change }) => delivery.status === 'failed' || change?.status === 'failed');
    if (failed === undefined) return;
    const { id } = failed.message;
    if (what === 'retry')
      tab
        .timeline(channel)
        .retry(id)
        .catch(() => {});
    else {
      if (failed.delivery.status === 'failed')
        for (const sent of this.sent) if (sent.id === id) sent.givenUp ??= 'discarded';
      tab.timeline(channel).discard(id);
    }
  }

  #unsentOf(device: SimulatedDevice): Sent[] {
    const known = new Set(
      this.channels.flatMap(({ id }) => this.server.workspace.messages(id).map((message) => message.id)),
    );
    return this.sent.filter((sent) => sent.device === device && !known.has(sent.id));
  }

  /** Whether a tab that runs shows it, so that it can write it again. */
  #isKnownTo(device: SimulatedDevice, { id, author, channel }: Sent): boolean {
    return this.#tabsOf(device).some(
      (tab) =>
        tab.isRunning && tab.userId === author && tab.items(channel).some(({ message }) => message.id === id),
    );
  }

  /** A tab that goes takes with it what it could not keep, and has said so. */
  #noteLostWith(tab: SimulatedTab): void {
    const { status } = tab.client.storage.get();
    if (status === 'device') return;
    for (const sent of this.#unsentOf(tab.device))
      if (sent.tab === tab) sent.givenUp ??= `the storage of its tab was ${status} when it was closed`;
  }

  /** Somebody who signed out of a device that keeps nothing takes what they wrote with them. */
  #noteLost(): void {
    for (const tab of this.tabs) {
      if (tab.userId !== null) continue;
      for (const sent of this.sent)
        if (sent.tab === tab && !sent.isAccepted && tab.client.storage.get().status === 'memory')
          sent.givenUp ??= 'signed out of a device that kept nothing';
    }
  }
}
