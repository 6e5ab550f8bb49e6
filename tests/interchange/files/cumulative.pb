META
key;value
description;Vijf punten
country;Netherlands
unit;Zonnedorp
instance;2032
num_projects;3
num_votes;4
budget;20000
vote_type;cumulative
rule;greedy
date_begin;01.09.2032
date_end;30.09.2032
min_sum_points;1
max_sum_points;5
max_points;4
PROJECTS
project_id;cost;votes;score;name;selected;proposer
L1/07/X;15000;3;8;Speelheuvel;1;Somebody
L1/02/X;8000;2;6;Buurtbus;0;Somebody
L1/03/X;4000;1;2;Jeu de boules;1;Somebody
VOTES
voter_id;vote;points;age;sex;voting_method
11;L1/07/X,L1/02/X;3,2;41;F;internet
12;L1/02/X,L1/07/X;4,1;12;M;paper
13;L1/07/X;4;;;internet
14;L1/03/X;2;88;F;paper
