// Samples of a microphone at 16 kHz and 16 bits, a tenth of a second at a time, whatever rate the machine has.
const RATE = 16000;
const BLOCK = 1600;
const ZEROS = 16; // crossings of the filter on either side
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.ratio = sampleRate / RATE;
    // a filter below half of the lower rate: taking every third sample would fold hiss into speech
    this.cut = Math.min(1, 1 / this.ratio) * 0.94;
    this.reach = Math.ceil(ZEROS / this.cut);
    this.held = new Float32Array(this.reach);
    this.at = this.reach; // where in the held samples the next one of ours is
    this.block = new Int16Array(BLOCK);
    this.filled = 0;
  }
  weight(distance) {
    if (Math.abs(distance) >= this.reach) return 0;
    const x = Math.PI * distance * this.cut;
    const sinc = x === 0 ? 1 : Math.sin(x) / x;
    return this.cut * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / this.reach));
  }
  process([input]) {
    if (!input.length) return true;
    const fresh = new Float32Array(input[0].length); // all channels of the microphone together
    for (const channel of input) for (let i = 0; i < fresh.length; i += 1) fresh[i] += channel[i] / input.length;
    const all = new Float32Array(this.held.length + fresh.length);
    all.set(this.held);
    all.set(fresh, this.held.length);
    while (this.at + this.reach < all.length) {
      const first = Math.ceil(this.at - this.reach);
      let sum = 0;
      for (let i = Math.max(first, 0); i <= this.at + this.reach && i < all.length; i += 1) sum += all[i] * this.weight(i - this.at);
      this.put(sum);
      this.at += this.ratio;
    }
    const past = Math.max(Math.floor(this.at - this.reach), 0);
    this.held = all.slice(past);
    this.at -= past;
    return true;
  }
  put(value) {
    this.block[this.filled] = Math.round(Math.max(-1, Math.min(1, value)) * 32767);
    this.filled += 1;
    if (this.filled < BLOCK) return;
    this.port.postMessage(this.block.buffer, [this.block.buffer]);
    this.block = new Int16Array(BLOCK);
    this.filled = 0;
  }
}
registerProcessor("microphone", Microphone);
