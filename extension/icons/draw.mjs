/**
 * Draws the icon: a round vermilion seal with the strokes of 印. The strokes are numbers, so the SVG and every PNG come from
 * one source. It never reads a file and needs no graphics library.
 */
import { deflateSync } from "node:zlib";

const VERMILION = [0xc8, 0x26, 0x1b];
/** On a square of 64: the ring's middle radius and its width; the width of a stroke. */
const RING = { radius: 27.5, width: 4 };
const STROKE = 4.2;

/** 印, as straight strokes from end to end. */
const STROKES = [
  [29, 17, 19, 20.5],
  [19, 20.5, 19, 44],
  [19, 31, 29.5, 31],
  [19, 43, 30, 40.5],
  [36, 20.5, 46.5, 20.5],
  [46.5, 20.5, 46.5, 37.5],
  [46.5, 37.5, 42, 38.5],
  [36, 20.5, 36, 49],
];

/** The icon as SVG. */
export function seal() {
  const lines = STROKES.map(([x1, y1, x2, y2]) => `M${x1} ${y1}L${x2} ${y2}`).join("");
  const colour = `#${VERMILION.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="${RING.radius}" fill="#fff" ` +
    `stroke="${colour}" stroke-width="${RING.width}"/><path d="${lines}" fill="none" stroke="${colour}" ` +
    `stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`
  );
}

/** The icon as a PNG of this many pixels a side. */
export function sealPng(size) {
  const FINE = 4;
  const rows = [];
  for (let y = 0; y < size; y += 1) {
    const row = Buffer.alloc(1 + size * 4);
    for (let x = 0; x < size; x += 1) {
      let ink = 0;
      let paper = 0;
      for (let part = 0; part < FINE * FINE; part += 1) {
        const px = ((x + ((part % FINE) + 0.5) / FINE) * 64) / size;
        const py = ((y + (Math.floor(part / FINE) + 0.5) / FINE) * 64) / size;
        const fromCentre = Math.hypot(px - 32, py - 32);
        const isInk =
          Math.abs(fromCentre - RING.radius) <= RING.width / 2 || STROKES.some((stroke) => distance(px, py, stroke) <= STROKE / 2);
        if (isInk) ink += 1;
        else if (fromCentre < RING.radius) paper += 1;
      }
      const covered = ink + paper;
      const pixel = VERMILION.map((part) => (covered === 0 ? 0 : Math.round((part * ink + 255 * paper) / covered)));
      row.set([...pixel, Math.round((255 * covered) / (FINE * FINE))], 1 + x * 4);
    }
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function distance(x, y, [x1, y1, x2, y2]) {
  const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)));
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}

function chunk(type, body) {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

/** The checksum of PNG (ISO 3309). Node 20 has none of its own. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
