// What the shop adds to its chat, whatever its page is made with.
import type { MessageDraft, MessageRenderer } from '@fechatter/elements';

/** Numbers of payment cards have no place in a chat. */
export function holdsCardNumber(text: string): boolean {
  return /\b\d{16}\b/.test(text);
}

/** A message that begins with "order 4711" carries the number of the order with it. */
export function hangOrder(draft: MessageDraft): void {
  const orderId = /^order (\d+)/i.exec(draft.text)?.[1];
  if (orderId !== undefined) draft.custom = { orderId };
}

/** A message about an order is shown as a link to it. */
export const orderCard: MessageRenderer = ({ custom }) => {
  const { orderId } = custom;
  if (typeof orderId !== 'string') return null;
  const card = document.createElement('a');
  card.href = `/orders/${orderId}`;
  card.textContent = `Order ${orderId}`;
  return card;
};
