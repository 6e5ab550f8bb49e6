"""Passwords that everybody tries first. Only what could pass the least length is of use here.

The words are compared with what is left of a password without the figures and signs around it,
so that "Wachtwoord2026!" is found under "wachtwoord". NIST SP 800-63B, section 5.1.1.2, asks for
such a list, and against rules of composition.
"""

COMMON_WORDS = frozenset(
    """
    wachtwoord wachtwoorden geheim geheimwachtwoord welkom welkomthuis welkomterug hallo hallohallo
    nederland amsterdam rotterdam denhaag utrecht eindhoven groningen feyenoord ajax ajaxamsterdam
    voetbal zomer winter lente herfst zonneschijn vlinder schatje liefje lieverd ikhouvanjou
    ikhouvanje mijnwachtwoord nieuwwachtwoord vergeten wijzigmij gemeente stadhuis inloggen
    buurt buurtrecht buurtrechten buurthuis buurtbudget stemmen stembureau
    password passwords passwordpassword passw0rd p@ssword p@ssw0rd pa$$word mypassword newpassword
    secret letmein letmeinplease letmeinnow welcome welcomehome welcomeback changeme changemenow
    iloveyou iloveyouforever iloveyoubaby sunshine princess football baseball basketball
    superman batman spiderman starwars pokemon dragon monkey master shadow administrator admin
    administration login default guest test testtest tester testing trustno trustnoone
    qwerty qwertyuiop qwertyuiopas qwertyqwerty asdfghjkl asdfghjklzx zxcvbnm asdfasdfasdf
    qazwsxedc qazwsxedcrfv qwerasdfzxcv abcdefgh abcdefghij computer internet chocolate whatever
    michelle jennifer jessica charlie michael thomas daniel liverpool manchester barcelona
    correcthorsebatterystaple thisismypassword opensesame summer autumn spring january december
    """.split()  # noqa: SIM905  # a list of words is read as one
)
RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
"""What a finger or the alphabet makes by itself, forwards or backwards."""
