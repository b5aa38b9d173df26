"""What learners have done, with and without an account.

**Place**: a module of a pack, as somebody is taking it. **Visit**: a pack somebody
has begun, with the module they were at last. **Completion**: a module marked as
done. **Device**: the signed cookie that keeps all this for learners without an
account, until they sign in and it moves into the account. **Statement**: a public
page on which somebody says that they went through a pack.

Everything is kept under the ids that packs, modules and units never change (`key`,
unit id), not under rows: withdrawing or reloading content loses nobody's progress.
"""
