import { remembered } from '../chat/remembered.ts';

const KEY = 'notifications';

/**
 * Whether this device tells of new messages: `unsupported` where the browser or the page cannot, `denied` where the
 * person has said no to the browser, which a page cannot take back.
 */
export type NotificationConsent = 'unsupported' | 'denied' | 'off' | 'on';

export function notificationConsent(): NotificationConsent {
  if (!('Notification' in window)) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && remembered.get(KEY) === 'on' ? 'on' : 'off';
}

/** Asks the person, who has to have pressed something for it, and remembers the answer. */
export async function turnOnNotifications(): Promise<NotificationConsent> {
  if ((await Notification.requestPermission()) === 'granted') remembered.set(KEY, 'on');
  return notificationConsent();
}

export function turnOffNotifications(): void {
  remembered.set(KEY, 'off');
}
