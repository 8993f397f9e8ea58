import './fe-message.ts';
import './fe-message-history.ts';
import { FeTimeline } from '../messages/timeline.ts';

if (customElements.get('fe-timeline') === undefined) customElements.define('fe-timeline', FeTimeline);

declare global {
  interface HTMLElementTagNameMap {
    'fe-timeline': FeTimeline;
  }
}
