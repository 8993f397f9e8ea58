import '@fechatter/elements/define/fe-chat.js';
import { mount } from 'svelte';
import '../../own-users/public/style.css';
import Shop from './Shop.svelte';

const { server = '', workspace = '' } = document.body.dataset;

mount(Shop, { target: document.querySelector('#shop')!, props: { server, workspace } });
