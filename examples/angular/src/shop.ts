import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import type { FeEventOf } from '@fechatter/elements';
import { hangOrder, holdsCardNumber, orderCard } from '../../own-users/orders';

@Component({
  selector: 'shop-page',
  // Lets templates use tags with a dash that are no components of Angular's.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  templateUrl: './shop.html',
})
export class Shop {
  protected readonly server = document.body.dataset['server'] ?? '';
  protected readonly workspace = document.body.dataset['workspace'] ?? '';
  protected readonly orderCard = orderCard;
  protected readonly open = signal(true);
  protected readonly sent = signal(0);
  protected readonly refused = signal(false);

  protected beforeSend(event: FeEventOf<'fe-before-send'>): void {
    const found = holdsCardNumber(event.detail.text);
    if (found) event.preventDefault();
    else hangOrder(event.detail);
    this.refused.set(found);
  }
}
