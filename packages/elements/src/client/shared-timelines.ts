import type { ChannelId, ChatClient, Timeline } from '@fechatter/client-sdk';

interface Shared {
  readonly timeline: Timeline;
  users: number;
}

const perClient = new WeakMap<ChatClient, Map<ChannelId, Shared>>();

/**
 * Gives the timeline of a channel, shared by all elements that show a part of it, until `release` is called.
 * The last one to let go disposes of it, one task later: an element that is only being moved keeps its place.
 */
export function acquireTimeline(
  client: ChatClient,
  id: ChannelId,
): { readonly timeline: Timeline; release(): void } {
  const timelines = perClient.get(client) ?? new Map<ChannelId, Shared>();
  perClient.set(client, timelines);
  const shared = timelines.get(id) ?? { timeline: client.channels.timeline(id), users: 0 };
  timelines.set(id, shared);
  shared.users += 1;
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    shared.users -= 1;
    setTimeout(() => {
      if (shared.users > 0 || timelines.get(id) !== shared) return;
      timelines.delete(id);
      shared.timeline.dispose();
    });
  };
  return { timeline: shared.timeline, release };
}
