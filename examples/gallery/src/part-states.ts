/** The parts, each alone. */
import '@fechatter/elements/define/fe-code-block.js';
import '@fechatter/elements/define/fe-dialog.js';
import '@fechatter/elements/define/fe-menu.js';
import '@fechatter/elements/define/fe-workspace-create.js';
import type { PresenceState } from '@fechatter/client-sdk';
import { until, type GalleryStates } from './stage.ts';

const presences: readonly (PresenceState | null)[] = [null, 'online', 'away', 'busy', 'offline'];

export const partStates: GalleryStates = {
  avatar: {
    title: '<fe-avatar>',
    unconnected: true,
    pictures: 'all',
    show: ({ shelf, world }) => {
      for (const shape of ['square', 'circle'] as const)
        for (const small of [false, true])
          for (const [at, presence] of presences.entries()) {
            const avatar = document.createElement('fe-avatar');
            avatar.name = Object.values(world.people)[at]?.name ?? '';
            Object.assign(avatar, { shape, small, presence });
            shelf.append(avatar);
          }
    },
  },
  'code-block': {
    title: '<fe-code-block>',
    unconnected: true,
    pictures: 'light',
    show: ({ shelf }) => {
      const block = document.createElement('fe-code-block');
      block.className = 'wide';
      block.language = 'ts';
      block.code = 'export const isLong = (line: string): boolean => line.length > 120;\n'.repeat(3);
      shelf.append(block);
    },
  },
  menu: {
    title: '<fe-menu>',
    unconnected: true,
    pictures: 'all',
    show: async ({ shelf }) => {
      const menu = document.createElement('fe-menu');
      menu.label = 'Settings';
      menu.items = [
        { id: 'one', label: 'Chosen', icon: 'bell', checked: true },
        { id: 'two', label: 'Not chosen', icon: 'at-sign', checked: false },
        { id: 'three', label: 'Dangerous', icon: 'trash-2', danger: true, separate: true },
      ];
      shelf.append(menu);
      await menu.updateComplete;
      menu.open();
    },
  },
  dialog: {
    title: '<fe-dialog>',
    unconnected: true,
    pictures: 'light',
    show: ({ shelf }) => {
      const dialog = document.createElement('fe-dialog');
      dialog.heading = 'A dialog about something';
      dialog.textContent = 'It says what there is to say, and has a way out.';
      dialog.open = true;
      shelf.append(dialog);
    },
  },
  'workspace-create': {
    title: '<fe-workspace-create>',
    unconnected: true,
    pictures: 'light',
    show: ({ shelf, world }) => {
      const form = document.createElement('fe-workspace-create');
      form.client = world.client;
      form.className = 'side';
      shelf.append(form);
    },
  },
  'channel-list': {
    title: '<fe-channel-list>',
    pictures: 'all',
    show: async ({ shelf, world }) => {
      const list = document.createElement('fe-channel-list');
      list.client = world.client;
      list.channelId = world.channels.general.id;
      list.className = 'side';
      shelf.append(list);
      await until(() => list.shadowRoot?.querySelector('.entry'));
    },
  },
  timeline: {
    title: '<fe-timeline> and <fe-composer>',
    pictures: 'light',
    show: async ({ shelf, world }) => {
      const timeline = document.createElement('fe-timeline');
      const composer = document.createElement('fe-composer');
      for (const each of [timeline, composer]) {
        each.client = world.client;
        each.channelId = world.channels.general.id;
      }
      timeline.className = 'wide tall';
      composer.className = 'wide';
      shelf.append(timeline, composer);
      await until(() => timeline.shadowRoot?.querySelector('fe-message'));
    },
  },
};
