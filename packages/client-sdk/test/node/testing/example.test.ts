import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createChatClient, type ChatClient } from '@fechatter/client-sdk';
import { createTestServer, type TestServer } from '@fechatter/client-sdk/testing';

/** What is tested: the title of a page tells how many messages are unread. */
function showUnread(client: ChatClient, page: { title: string }): () => void {
  return client.store.select(
    ({ channels }) => [...channels.values()].reduce((sum, { unread }) => sum + unread, 0),
    (unread) => (page.title = unread === 0 ? 'Chat' : `Chat (${unread})`),
  );
}

let server: TestServer;
let client: ChatClient;
const page = { title: 'Chat' };

beforeEach(() => {
  server = createTestServer();
});
afterEach(() => client.dispose());

test('the title tells of a message that comes, and no more of it once it was read', async () => {
  const [ada, bob] = [server.workspace.addUser('Ada'), server.workspace.addUser('Bob')];
  const general = server.workspace.addChannel('general', { members: [ada, bob] });
  client = createChatClient(server.clientOptions(ada));
  await client.connection.connect();
  showUnread(client, page);

  server.workspace.say(bob, general.id, 'Hello');
  await server.clock.advance(0);
  assert.equal(page.title, 'Chat (1)');

  const timeline = client.channels.timeline(general.id);
  await timeline.open();
  await timeline.markRead();
  assert.equal(page.title, 'Chat');
});

test('a message is sent once, although the answer to it was lost', async () => {
  const ada = server.workspace.addUser('Ada');
  const general = server.workspace.addChannel('general', { members: [ada] });
  client = createChatClient(server.clientOptions(ada));
  await client.connection.connect();

  server.faults.add({ route: 'messages.send', fault: { kind: 'lose-answer' }, times: 1 });
  const sent = client.channels.timeline(general.id).send({ text: 'Once' });
  await server.clock.advance(5_000);

  assert.equal((await sent).text, 'Once');
  assert.equal(server.faults.count('lose-answer'), 1);
  assert.equal(server.workspace.messages(general.id).length, 1);
});

test('what came while the network was gone is there as soon as it is back', async () => {
  const [ada, bob] = [server.workspace.addUser('Ada'), server.workspace.addUser('Bob')];
  const general = server.workspace.addChannel('general', { members: [ada, bob] });
  client = createChatClient(server.clientOptions(ada));
  await client.connection.connect();
  showUnread(client, page);

  server.faults.offline = true;
  server.workspace.say(bob, general.id, 'Are you there?');
  await server.clock.advance(60_000);
  assert.equal(client.connection.store.get().status, 'waiting');

  server.faults.offline = false;
  server.network.change('online');
  await server.clock.advance(1_000);
  assert.equal(page.title, 'Chat (1)');
});
