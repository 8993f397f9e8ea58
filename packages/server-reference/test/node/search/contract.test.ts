import { MemoryEngine } from '../../../src/search/memory/memory-engine.ts';
import { WorkerEngine } from '../../../src/search/memory/worker-engine.ts';
import { searchContract } from '../../search-contract.ts';

searchContract('the index in memory', () => new MemoryEngine());
searchContract(
  'the index in a thread of its own',
  () =>
    new WorkerEngine((error) => {
      throw error;
    }),
);
