import '@fechatter/elements/define/fe-chat.js';
import { createApp } from 'vue';
import '../../own-users/public/style.css';
import Shop from './Shop.vue';

const { server = '', workspace = '' } = document.body.dataset;

createApp(Shop, { server, workspace }).mount('#shop');
