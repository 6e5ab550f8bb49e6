META
key;value
description;Buurtbudget Zonnedorp
country;Netherlands
unit;Zonnedorp
instance;2031
num_projects;4
num_votes;5
budget;10000
vote_type;approval
rule;greedy
date_begin;2031
date_end;2031
min_length;2
max_length;3
language;nl
currency;EUR
PROJECTS
project_id;cost;votes;name;category;target
p1;6000;4;Bankjes langs de vaart;public space;seniors
p2;5000;3;"Voedselbos ""De Wilg""; deel 2";urban greenery,education;youth
p3;3500.50;3;Repaircafé;social;
p4;400;2;Nestkasten;urban greenery;
VOTES
voter_id;vote
a;p1,p2
b;p1,p2,p3
c;p1,p3
d;p1, p4
e;p2,p3,p4
