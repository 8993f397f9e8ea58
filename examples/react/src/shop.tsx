import type {} from '@fechatter/elements/react';
import { useState } from 'react';
import { hangOrder, holdsCardNumber, orderCard } from '../../own-users/orders.ts';

export function Shop({ server, workspace }: { readonly server: string; readonly workspace: string }) {
  const [open, setOpen] = useState(true);
  const [sent, setSent] = useState(0);
  const [refused, setRefused] = useState(false);

  return (
    <>
      <h1>
        The shop{' '}
        <button type="button" onClick={() => setOpen(!open)}>
          {open ? 'Close the chat' : 'Open the chat'}
        </button>
      </h1>
      <p role="status">{refused ? 'No card numbers, please.' : `Sent: ${sent}`}</p>
      {open && (
        <fe-chat
          server={server}
          workspace={workspace}
          token-url="/chat-token"
          messageRenderer={orderCard}
          onfe-before-send={(event) => {
            const found = holdsCardNumber(event.detail.text);
            if (found) event.preventDefault();
            else hangOrder(event.detail);
            setRefused(found);
          }}
          onfe-send={() => setSent((before) => before + 1)}
        >
          <button slot="header" type="button">
            Orders
          </button>
        </fe-chat>
      )}
    </>
  );
}
