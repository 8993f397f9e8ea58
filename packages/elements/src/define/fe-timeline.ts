import './fe-message.ts';
import { FeTimeline } from '../messages/timeline.ts';
import { customElements } from '../registry.ts';

customElements.define('fe-timeline', FeTimeline);

declare global {
  interface HTMLElementTagNameMap {
    'fe-timeline': FeTimeline;
  }
}
