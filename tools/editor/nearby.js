// Who writes beside somebody is said, once they stay there: in the same part, before it, or in the next one.
const STAYS_MS = 1000;
const WHERE = { "-1": "before", 0: "same", 1: "next" };

// Places of others, by name, as seen from one's own piece; nobody is near who stands in no piece.
export const nearby = (pieces, mine, others) => {
  const here = pieces.indexOf(mine), found = new Map();
  for (const { name, piece } of others) {
    const where = WHERE[pieces.indexOf(piece) - here];
    if (here >= 0 && piece && where) found.set(name, where);
  }
  return found;
};

// Called with the places whenever they may have changed.
export const sayNearby = (words) => {
  const voice = document.getElementById("say");
  let said = new Map(), waits = "", timer = null;
  const fill = (word, name) => words[word].replace("{name}", name);
  const tell = (now) => {
    const came = [...now].filter(([name, where]) => said.get(name) !== where).map(([name, where]) => fill(where, name));
    const left = [...said].filter(([name, where]) => where === "same" && !now.has(name)).map(([name]) => fill("left", name));
    said = now;
    if (came.length || left.length) voice.textContent = [...came, ...left].join(" ");
  };
  return (now) => {
    const asked = JSON.stringify([...now]);
    if (asked === waits) return;
    waits = asked;
    clearTimeout(timer);
    timer = setTimeout(tell, STAYS_MS, now);
  };
};
