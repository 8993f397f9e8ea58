import '@fechatter/elements/define/fe-chat.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../own-users/public/style.css';
import { Shop } from './shop.tsx';

const { server = '', workspace = '' } = document.body.dataset;

createRoot(document.querySelector('#shop')!).render(
  <StrictMode>
    <Shop server={server} workspace={workspace} />
  </StrictMode>,
);
