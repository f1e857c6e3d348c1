//! The roster in memory, in the shape in which it is searched and ordered.

use std::{cmp::Ordering, collections::HashMap};

use lunxun_base::{Id, LocalDate};
use memchr::memmem;

use crate::{
    fields::{
        AttendMode, Category, PartyStatus,
        syllables::{Mask, Slots, Syllables, Term},
    },
    member::MemberSort,
    org::Org,
};

/// What of a member is searched and ordered by.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The member.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Former name; empty where there is none.
    pub former_name: String,
    /// The stored keys, for the order.
    pub pinyin: String,
    /// 18 characters.
    pub id_no: String,
    /// One or several.
    pub phone: String,
    /// Branch.
    pub branch: Option<Id>,
    /// Party group.
    pub group: Option<Id>,
    /// Full or probationary.
    pub category: Category,
    /// How they take part.
    pub mode: AttendMode,
    /// Until when.
    pub until: Option<LocalDate>,
    /// Standing.
    pub status: PartyStatus,
    /// 入党日期.
    pub admitted: Option<String>,
}

/// Bytes of one member in [`Index::digits`]: the ID number, a gap, one phone, a gap.
const STRIDE: usize = 32;
const PHONE_AT: usize = 19;
const PHONE_LONGEST: usize = STRIDE - PHONE_AT - 1;

/// The index. A place is a member's number in it; places of deleted members are used again.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Option<Entry>>,
    places: HashMap<Id, u32>,
    free: Vec<u32>,
    masks: Vec<Mask>,
    names: Vec<Slots>,
    digits: Vec<u8>,
    /// Phones that are too long for their place in `digits`, in upper case.
    long_phones: HashMap<u32, String>,
    syllables: Syllables,
    orgs: Vec<OrgWords>,
    org_places: HashMap<Id, u32>,
    /// The branch of each member, as its place in `orgs`, or [`NO_ORG`].
    branches: Vec<u32>,
    orders: [Option<Vec<u32>>; 3],
    normal: u32,
}

/// No branch, or one that is not in the tree.
const NO_ORG: u32 = u32::MAX;
/// Before the name of every organization; whoever types its initials does not look for all of them.
const PARTY: &str = "中共";

#[derive(Debug)]
struct OrgWords {
    name: Slots,
    short_name: Slots,
    /// Characters of the name before its own.
    lead: usize,
}

/// What is asked of the index.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// As typed.
    pub query: &'a str,
    /// Only this branch or Party group.
    pub branch: Option<Id>,
    /// Only this category.
    pub category: Option<Category>,
    /// Only this way of taking part.
    pub mode: Option<AttendMode>,
    /// Only this standing; any where absent.
    pub status: Option<PartyStatus>,
    /// In this order.
    pub sort: MemberSort,
}

impl Index {
    /// The whole roster.
    #[must_use]
    pub fn build(orgs: &[Org], members: Vec<Entry>) -> Self {
        let mut index = Self::default();
        for org in orgs {
            let (mut name, mut short_name) = (Slots::new(), Slots::new());
            index.syllables.spell(&org.name, &mut name);
            index.syllables.spell(&org.short_name, &mut short_name);
            index.org_places.insert(org.id, u32::try_from(index.orgs.len()).unwrap_or(NO_ORG));
            let lead = if org.name.starts_with(PARTY) { PARTY.chars().count() } else { 0 };
            index.orgs.push(OrgWords { name, short_name, lead });
        }
        for member in members {
            index.put(member);
        }
        index
    }

    /// Takes a member in, or what has changed about them.
    pub fn put(&mut self, entry: Entry) {
        self.remove(entry.id);
        let place = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            self.masks.push(Mask::default());
            self.names.push(Slots::new());
            self.branches.push(NO_ORG);
            self.digits.extend([0; STRIDE]);
            u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
        });
        let at = place as usize;
        let mut slots = Slots::new();
        self.syllables.spell(&entry.name, &mut slots);
        if !entry.former_name.is_empty() {
            self.syllables.spell(&entry.former_name, &mut slots);
        }
        self.masks[at] = self.syllables.mask(&slots);
        self.names[at] = slots;
        self.branches[at] = entry.branch.and_then(|id| self.org_places.get(&id)).copied().unwrap_or(NO_ORG);
        let cell = &mut self.digits[at * STRIDE..(at + 1) * STRIDE];
        cell.fill(0);
        for (to, from) in cell.iter_mut().zip(entry.id_no.bytes().take(PHONE_AT - 1)) {
            *to = from.to_ascii_uppercase();
        }
        let phone = entry.phone.to_uppercase();
        if phone.len() <= PHONE_LONGEST && phone.is_ascii() {
            for (to, from) in cell.iter_mut().skip(PHONE_AT).zip(phone.bytes()) {
                *to = from;
            }
        } else {
            self.long_phones.insert(place, phone);
        }
        self.normal += u32::from(entry.status == PartyStatus::Normal);
        self.places.insert(entry.id, place);
        self.entries[at] = Some(entry);
        for sort in SORTS {
            let Some(mut order) = self.orders[sort as usize].take() else { continue };
            let to = order.partition_point(|other| self.compare(sort, *other, place) == Ordering::Less);
            order.insert(to, place);
            self.orders[sort as usize] = Some(order);
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, id: Id) {
        let Some(place) = self.places.remove(&id) else { return };
        let at = place as usize;
        for order in self.orders.iter_mut().flatten() {
            if let Some(at) = order.iter().position(|other| *other == place) {
                order.remove(at);
            }
        }
        if let Some(entry) = self.entries[at].take() {
            self.normal -= u32::from(entry.status == PartyStatus::Normal);
        }
        self.masks[at] = Mask::default();
        self.names[at].clear();
        self.branches[at] = NO_ORG;
        self.digits[at * STRIDE..(at + 1) * STRIDE].fill(0);
        self.long_phones.remove(&place);
        self.free.push(place);
    }

    /// How many members of normal standing there are.
    #[must_use]
    pub const fn normal(&self) -> u32 {
        self.normal
    }

    /// Everybody who fits, in order.
    pub fn find(&mut self, wanted: &Wanted<'_>) -> Vec<&Entry> {
        self.sorted(wanted.sort);
        let mut hits = vec![true; self.entries.len()];
        for word in wanted.query.to_lowercase().split_whitespace() {
            self.keep_fitting(&Term::new(word), word, &mut hits);
        }
        let order = self.orders[wanted.sort as usize].as_deref().unwrap_or_default();
        let filter = |entry: &&Entry| {
            wanted.status.is_none_or(|status| entry.status == status)
                && wanted.branch.is_none_or(|org| entry.branch == Some(org) || entry.group == Some(org))
                && wanted.category.is_none_or(|category| entry.category == category)
                && wanted.mode.is_none_or(|mode| entry.mode == mode)
        };
        order
            .iter()
            .filter(|place| hits[**place as usize])
            .filter_map(|place| self.entries[*place as usize].as_ref())
            .filter(filter)
            .collect()
    }

    /// Strikes out whom the word does not fit.
    fn keep_fitting(&self, term: &Term, word: &str, hits: &mut [bool]) {
        let branches: Vec<bool> = self.orgs.iter().map(|org| self.org_fits(org, term)).collect();
        let by_digits = self.places_with_digits(word);
        for (at, hit) in hits.iter_mut().enumerate().filter(|(_, hit)| **hit) {
            *hit = by_digits.as_ref().is_some_and(|found| found[at])
                || (term.may_fit(&self.masks[at]) && self.syllables.fits(&self.names[at], term))
                || branches.get(self.branches[at] as usize).is_some_and(|fits| *fits);
        }
    }

    /// A branch is found by characters of its name, or by at least two letters from its beginning on: the letters of
    /// 党支部 are in every branch.
    fn org_fits(&self, org: &OrgWords, term: &Term) -> bool {
        let is_pinyin = term.text.first().is_some_and(char::is_ascii);
        [(&org.name, org.lead), (&org.short_name, 0)].into_iter().any(|(slots, lead)| {
            if is_pinyin {
                term.text.len() > 1 && self.syllables.begins(slots.get(lead..).unwrap_or_default(), term)
            } else {
                self.syllables.fits(slots, term)
            }
        })
    }

    /// IDs and phones are found by any run of four digits or more, so that "1" does not list everybody.
    fn places_with_digits(&self, word: &str) -> Option<Vec<bool>> {
        if word.len() < 4 || !word.bytes().all(|c| c.is_ascii_digit() || c == b'x') {
            return None;
        }
        let word = word.to_uppercase();
        let mut found = vec![false; self.entries.len()];
        for at in memmem::Finder::new(word.as_bytes()).find_iter(&self.digits) {
            found[at / STRIDE] = true;
        }
        for (place, phone) in &self.long_phones {
            found[*place as usize] |= phone.contains(&word);
        }
        Some(found)
    }

    fn sorted(&mut self, sort: MemberSort) {
        if self.orders[sort as usize].is_none() {
            let places = self.entries.iter().enumerate().filter(|(_, entry)| entry.is_some());
            let mut order: Vec<u32> = places.filter_map(|(at, _)| u32::try_from(at).ok()).collect();
            order.sort_unstable_by(|a, b| self.compare(sort, *a, *b));
            self.orders[sort as usize] = Some(order);
        }
    }

    fn compare(&self, sort: MemberSort, a: u32, b: u32) -> Ordering {
        let (of_a, of_b) = (a, b);
        let (Some(a), Some(b)) = (&self.entries[a as usize], &self.entries[b as usize]) else { return Ordering::Equal };
        // Those without a branch stand first.
        let rank = |place: u32| self.branches[place as usize].wrapping_add(1);
        let by_kind = match sort {
            MemberSort::Branch => rank(of_a).cmp(&rank(of_b)).then_with(|| a.pinyin.cmp(&b.pinyin)),
            MemberSort::Name => a.pinyin.cmp(&b.pinyin).then_with(|| a.name.cmp(&b.name)),
            MemberSort::Admitted => {
                a.admitted.is_none().cmp(&b.admitted.is_none()).then_with(|| a.admitted.cmp(&b.admitted))
            }
        };
        by_kind.then_with(|| a.id.cmp(&b.id))
    }
}

const SORTS: [MemberSort; 3] = [MemberSort::Branch, MemberSort::Name, MemberSort::Admitted];
